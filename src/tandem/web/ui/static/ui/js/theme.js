// Theme: the system's, then light, then dark. Kept in a cookie, so that the server writes it and nothing flashes.
import { onClick, say } from './page.js';
import { toast } from './toast.js';

const NEXT = { '': 'light', light: 'dark', dark: '' };
const YEAR_SECONDS = 31536000;
const root = document.documentElement;

export const theme = () => root.dataset.theme ?? '';

export const setTheme = name => {
  if (name) root.dataset.theme = name;
  else delete root.dataset.theme;
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `tandem_theme=${name}; path=/; max-age=${name ? YEAR_SECONDS : 0}; samesite=lax${secure}`;
};

onClick('[data-theme-toggle]', () => {
  const name = NEXT[theme()];
  setTheme(name);
  toast(say('theme', { name: say(`theme_${name || 'system'}`) }));
});
