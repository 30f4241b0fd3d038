type Debuggable = (promise: Promise<unknown>, context: unknown) => Promise<unknown>;

/**
 * The SDK takes a stack for every promise, for the list of leaks that PULUMI_DEBUG_PROMISE_LEAKS asks for: two fifths of a
 * test's time. Given its module `runtime/debuggable`, it no longer does; that a leak is told of stays as it is.
 */
export function takeNoStacks(module: { debuggablePromise: Debuggable }): void {
  const { debuggablePromise } = module;
  module.debuggablePromise = (promise, context) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
}
