/** VS Code sets the document's language; numbers and dates follow it. Outside a page (tests) it is English. */
export const locale: string = ((): string => {
  const language = typeof document === 'undefined' ? '' : document.documentElement.lang;
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
})();
