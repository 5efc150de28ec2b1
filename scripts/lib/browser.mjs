import { chromium } from 'playwright-core';
import { findChromium } from './chromium.mjs';

const args = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

/** The machine's Chromium, headless and without connections of its own. */
export const launchBrowser = () => chromium.launch({ executablePath: findChromium(), args });
