/** Said where texts are saved: the run's own file guards them (CWE-1236). */
export const bareTexts = "    # Texts are bare: in the run's file, ' stands before = + - @, for spreadsheets.";
