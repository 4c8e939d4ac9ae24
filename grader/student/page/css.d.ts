/** Style sheets are imported for their effect alone; esbuild takes them out. */
declare module '*.css';
