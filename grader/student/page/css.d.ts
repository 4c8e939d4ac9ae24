/** Style sheets are imported only for their effect; esbuild collects them. */
declare module '*.css';
