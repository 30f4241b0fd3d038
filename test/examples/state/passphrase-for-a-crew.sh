# One passphrase for a crew, committed beside the environment, readable for those whose age key it was encrypted to.
# `age-recipients` holds a line for each: a public age key, or a public SSH key.
encrypted="stacks/passphrase.$environment.age"
identity="${AGE_IDENTITY:-$HOME/.ssh/id_ed25519}"
if [ ! -s "$encrypted" ]; then
  head -c 32 /dev/urandom | base64 | age --encrypt --recipients-file stacks/age-recipients --output "$encrypted"
fi
PULUMI_CONFIG_PASSPHRASE=$(age --decrypt --identity "$identity" "$encrypted")
export PULUMI_CONFIG_PASSPHRASE
