import { expect, it } from "vitest";
import { releaseFormat } from "./release-format";

// In the form of the real file, with other numbers.
const header = `
typedef c3_d       u3v_version;
#define U3V_VER1   (u3v_version)1  //  1.0
#define U3V_VER5   (u3v_version)15  //  4.0:    palloc
#define U3V_VER6   (u3v_version)16  //  ??      64-bit
#ifdef VERE64
#define U3V_VERLAT U3V_VER6
#else
#define U3V_VERLAT U3V_VER5
#endif
#define U3N_VER1   (u3n_version)0  // zero-indexed
#define U3N_VER2   (u3n_version)1
#define U3N_VERLAT U3N_VER2
#define U3P_VER2   (u3e_version)2
#define U3P_VERLAT U3P_VER2
#define U3D_VER3   3               //  3.0 (epoch system)
#define U3D_VERLAT U3D_VER3
#define U3E_VER2   2               //  image.bin
#define U3E_VERLAT U3E_VER2
`;

it("reads what the 32-bit build of a release writes to disk, and which kernel it supports", () => {
  expect(releaseFormat(header, '#define VERE_NAME  "vere"\n#define VERE_ZUSE  408\n')).toEqual({
    wordWidth: 32,
    loom: 15,
    bytecode: 1,
    patch: 2,
    log: 3,
    epoch: 2,
    zuse: 408,
  });
  expect(releaseFormat(header.replace(/#ifdef[\s\S]*#else\n|#endif\n/g, ""), "").loom).toBe(15);
});

it("says that it does not know the kernel where the sources do not tell", () => {
  expect(releaseFormat(header, "").zuse).toBeNull();
});

it("guesses no constant", () => {
  expect(() => releaseFormat(header.replace("#define U3D_VERLAT U3D_VER3", ""), "")).toThrow(
    "version.h does not say what U3D_VERLAT is",
  );
  expect(() => releaseFormat(header.replace("#define U3E_VER2 ", "#define U3E_VER9 "), "")).toThrow("U3E_VERLAT");
});
