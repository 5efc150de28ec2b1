'use strict';
// Desktop VS Code calls `run` of --extensionTestsPath itself. code-server has no such argument, so this extension calls
// it, in the same extension host, and leaves the exit code where the launcher waits for it.
const { writeFileSync } = require('node:fs');

exports.activate = async () => {
  const testsPath = process.env.SEQUENCE_LAB_TESTS_PATH;
  const exitFile = process.env.SEQUENCE_LAB_EXIT_FILE;
  if (!testsPath || !exitFile) return;
  try {
    await require(testsPath).run();
    writeFileSync(exitFile, '0');
  } catch (error) {
    writeFileSync(exitFile, `1\n${error instanceof Error ? error.stack : String(error)}`);
  }
};
