// A certificate for tests and examples. Its key was thrown away as it was made; it is good for nothing.

export const trialCertificate = `-----BEGIN CERTIFICATE-----
MIIBjDCCATGgAwIBAgIUaHuf7o7Fcq9BMc6X9B4nb/6LBv4wCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPdHJpYWwgYXV0aG9yaXR5MCAXDTI2MTEyMTIyNDMzOFoYDzIx
MjYxMDI4MjI0MzM4WjAaMRgwFgYDVQQDDA90cmlhbCBhdXRob3JpdHkwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAASmS+CdenM+xo6++pWEtJaQnnwStFwAiUqfls+7
VbhRk0lONm3sC6RLBTRlMQr0jW00EGggBTmyZMXda3HDJK93o1MwUTAdBgNVHQ4E
FgQUdVXNpga61yVYm9RZElClNooXiXEwHwYDVR0jBBgwFoAUdVXNpga61yVYm9RZ
ElClNooXiXEwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEApIM1
IJCu5U0FjQWBCVEF++aecfQ0/9ZllSKafj8ox+ECIQDaPhY00fir0tQpt9Rx7x5F
w5J2mYrSnCjHoxRK3Sy8ww==
-----END CERTIFICATE-----
`;
