import { spawnSync } from 'node:child_process';

const python = process.env.TEST_PYTHON ?? '.venv/bin/python';

/**
 * The Python of the tests where it has these modules, else why a test that needs them is skipped.
 * `test/history/requirements.txt` names the packages.
 */
export function pythonWith(...modules: readonly string[]): {
  python: string;
  skip: string | false;
} {
  const { status } = spawnSync(python, ['-c', `import ${modules.join(', ')}`]);
  return {
    python,
    skip:
      status === 0
        ? false
        : `needs Python with ${modules.join(', ')}: python3 -m venv .venv && .venv/bin/pip install -r test/history/requirements.txt`,
  };
}
