/** The safety rules: a course may limit the score when one breaks, and a live cluster may report them. */

/**
 * Rules whose breach can lose or contradict data: the properties of the paper's Figure 3, and the rules
 * of Figure 2 without which committed entries or votes are lost. A slow leader breaks none of them.
 */
export const SAFETY_RULES: readonly string[] = [
  ...['S.1', 'S.2', 'S.3', 'S.4', 'S.5'],
  ...['RV.2', 'RV.3', 'C.2', 'AE.3', 'L.5', 'V.3', 'ALL.1', 'P.1', 'P.2', 'P.3'],
];
