import { h, replace } from './dom.js';
import { icon } from './icons.js';

const CHOICES = ['system', 'light', 'dark'];
const NAMES = { system: 'System theme', light: 'Light theme', dark: 'Dark theme' };
const ICONS = { system: 'monitor', light: 'sun', dark: 'moon' };

/** Tells what is drawn by colour, such as charts, that the colours are others now. */
export const themes = new EventTarget();

export function startTheme(button) {
  const show = () => {
    const chosen = choice();
    replace(button, icon(ICONS[chosen]), h('span', {}, NAMES[chosen]));
    button.title = 'Switch between system, light and dark theme';
  };
  button.addEventListener('click', () => {
    choose(CHOICES[(CHOICES.indexOf(choice()) + 1) % CHOICES.length]);
    show();
    themes.dispatchEvent(new Event('change'));
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => themes.dispatchEvent(new Event('change')));
  show();
}

function choice() {
  return document.documentElement.dataset.theme ?? 'system';
}

function choose(theme) {
  if (theme === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
  try {
    if (theme === 'system') {
      localStorage.removeItem('theme');
    } else {
      localStorage.setItem('theme', theme);
    }
  } catch (storageIsOff) {
    // It holds until the page is closed.
  }
}
