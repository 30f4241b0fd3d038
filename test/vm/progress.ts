import { beforeEach, onTestFinished } from "vitest";
import { report } from "./harbour";

// Emulated machines are slow: each test is told as it ends, with its reason where it failed, not only its file.

beforeEach(() => {
  onTestFinished(({ task }) => {
    const passed = task.result?.state === "pass";
    report(`${passed ? "ok    " : "FAILED"} ${task.name}`);
    for (const { message } of passed ? [] : (task.result?.errors ?? [])) report(`       ${message.slice(0, 2000)}`);
  });
});
