/** The addresses of the turn views, after the page's `#`. */
export const turnAddress = (turnId: string): string => `#/turn/${encodeURIComponent(turnId)}`;
export const compareAddress = (firstTurnId: string, secondTurnId: string): string =>
  `#/compare/${encodeURIComponent(firstTurnId)}/${encodeURIComponent(secondTurnId)}`;
export const sessionAddress = '#/session';
export const conversationAddress = '#/';
