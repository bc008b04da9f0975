// @ts-check
/**
 * Runs `task` now and then every `every` milliseconds, one at a time, and only while the page can be seen.
 * @param {() => Promise<void>} task @param {number} every
 */
export function repeatWhileVisible(task, every) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let running = false;
  let again = false;
  let stopped = false;

  async function run() {
    clearTimeout(timer);
    if (stopped || document.hidden) {
      return;
    }

    if (running) {
      again = true;
      return;
    }

    running = true;
    await task();
    running = false;
    if (again) {
      again = false;
      run();
    } else if (!stopped) {
      timer = setTimeout(run, every);
    }
  }

  document.addEventListener('visibilitychange', run);
  run();
  return {
    now: run,
    stop() {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', run);
    },
  };
}
