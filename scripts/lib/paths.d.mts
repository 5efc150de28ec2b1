export const root: string;
export function inRoot(...parts: string[]): string;
export function cacheFolder(...parts: string[]): string;
export const vsix: string;
export const node24: string;
