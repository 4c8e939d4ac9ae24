/** The pages that people read: for each student what broke and why, for the instructor the class. */
export { feedbackHtml } from './feedback-html';
export { feedbackMarkdown } from './feedback-markdown';
export { overviewHtml } from './overview-html';
