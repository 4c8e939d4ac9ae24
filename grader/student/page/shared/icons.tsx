/** Small icons that show without colour what colour shows. Each is decoration beside a word. */
import type { ComponentChildren } from 'preact';
import type { Role, Status } from '../../story/world';

function Icon({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {children}
    </svg>
  );
}

/**
 * A ring is a follower, a triangle a candidate, a star a leader. A cross is a crashed server, two
 * bars are a paused one, and a square is one that the test plays.
 */
export function RoleIcon({ role, status }: { readonly role: Role; readonly status: Status }) {
  if (status === 'down')
    return (
      <Icon>
        <path d="M3.5 3.5l9 9m0-9l-9 9" fill="none" stroke="currentColor" stroke-width="2.4" />
      </Icon>
    );
  if (status === 'paused')
    return (
      <Icon>
        <path d="M5 3v10M11 3v10" fill="none" stroke="currentColor" stroke-width="3" />
      </Icon>
    );
  if (status === 'played')
    return (
      <Icon>
        <path d="M4 4h8v8H4z" fill="none" stroke="currentColor" stroke-width="2" />
      </Icon>
    );
  if (role === 'leader')
    return (
      <Icon>
        <path
          d="M8 .8l2.1 4.6 5 .6-3.7 3.4 1 5L8 11.9l-4.4 2.5 1-5L.9 6l5-.6z"
          fill="currentColor"
        />
      </Icon>
    );
  if (role === 'candidate')
    return (
      <Icon>
        <path d="M8 2.2L14.2 13.4H1.8z" fill="none" stroke="currentColor" stroke-width="2" />
      </Icon>
    );
  return (
    <Icon>
      <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="2" />
    </Icon>
  );
}

const PATHS = {
  play: 'M4 2.5v11l9-5.5z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  first: 'M3 3h2v10H3zM13 3v10L6 8z',
  last: 'M11 3h2v10h-2zM3 3v10l7-5z',
  back: 'M11 3v10L4 8z',
  forward: 'M5 3v10l7-5z',
  sun: 'M8 4.6a3.4 3.4 0 1 1 0 6.8 3.4 3.4 0 0 1 0-6.8zM7.2 0h1.6v2.6H7.2zM7.2 13.4h1.6V16H7.2zM0 7.2h2.6v1.6H0zM13.4 7.2H16v1.6h-2.6z',
  moon: 'M6.2 1.2a7 7 0 1 0 8.6 8.6A6 6 0 0 1 6.2 1.2z',
} as const;

export function Glyph({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <Icon>
      <path d={PATHS[name]} fill="currentColor" />
    </Icon>
  );
}
