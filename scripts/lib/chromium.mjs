import { existsSync } from 'node:fs';
import { Missing } from './say.mjs';

const places = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
};

/** The browser for the tests: CHROME_PATH, or where the system keeps one. @throws Missing */
export function findChromium() {
  const candidates = process.env.CHROME_PATH ? [process.env.CHROME_PATH] : (places[process.platform] ?? []);
  const found = candidates.find((place) => existsSync(place));
  if (!found) {
    throw new Missing(
      'There is no Chromium.',
      'On Debian: apt-get install chromium; elsewhere name one in CHROME_PATH.',
    );
  }
  return found;
}
