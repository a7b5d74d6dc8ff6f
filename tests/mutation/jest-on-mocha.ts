import { ModernFakeTimers } from "@jest/fake-timers";
import { expect } from "expect";
import { bind } from "jest-each";
import { ModuleMocker } from "jest-mock";

/**
 * Jest's functions on Mocha, from the packages that Jest itself is made of. Stryker's runner for Mocha loads the code
 * once and then runs tests for thousands of changes, while Jest would load it for each of them, which takes far
 * longer. Modules can't be mocked here.
 */

type Run = (...values: unknown[]) => unknown;

/** Mocha's own functions. */
interface Mocha {
  describe: (title: string, run: Run) => unknown;
  it: (title: string, run: Run) => unknown;
  before: (run: Run) => void;
  after: (run: Run) => void;
}

const mocha = { ...(globalThis as unknown as Mocha) };
const mocker = new ModuleMocker(globalThis);
const timers = new ModernFakeTimers({
  global: globalThis,
  config: { fakeTimers: {}, rootDir: process.cwd() } as ConstructorParameters<
    typeof ModernFakeTimers
  >[0]["config"],
});

let declared = 0;

/**
 * Declares by numbers for titles: Stryker selects a change's tests by one regular expression of their titles, and V8
 * refuses one as long as those of all tests.
 */
function numbered(declare: (title: string, run: Run) => unknown) {
  return (_title: string, run: Run): unknown => {
    declared += 1;
    return declare(declared.toString(36), run);
  };
}

const describe = numbered(mocha.describe);
// With the parameters in its declaration, Mocha would take a test's last one for its callback.
const it = numbered((title, run) => mocha.it(title, () => run()));

Object.assign(globalThis, {
  expect,
  describe: Object.assign(describe, { each: eachOf(describe, false) }),
  test: Object.assign(it, { each: eachOf(it, true) }),
  beforeAll: mocha.before,
  afterAll: mocha.after,
  jest: {
    fn: mocker.fn.bind(mocker),
    spyOn: mocker.spyOn.bind(mocker),
    restoreAllMocks: mocker.restoreAllMocks.bind(mocker),
    setTimeout: () => undefined,
    useFakeTimers: timers.useFakeTimers.bind(timers),
    useRealTimers: timers.useRealTimers.bind(timers),
    setSystemTime: timers.setSystemTime.bind(timers),
    advanceTimersByTime: timers.advanceTimersByTime.bind(timers),
    advanceTimersToNextTimer: timers.advanceTimersToNextTimer.bind(timers),
    advanceTimersByTimeAsync: timers.advanceTimersByTimeAsync.bind(timers),
  },
});

function eachOf(declare: (title: string, run: Run) => unknown, tests: boolean) {
  return bind(declare as Parameters<typeof bind>[0], tests);
}
