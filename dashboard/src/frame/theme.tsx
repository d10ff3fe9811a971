import { Moon, Sun, SunMoon } from 'lucide-react';
import { useState } from 'react';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';

const themes = ['system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];
const icons = { system: SunMoon, light: Sun, dark: Moon };
const key = 'trunkline.theme';

function chosen(): Theme {
  const kept = localStorage.getItem(key);
  return themes.find((theme) => theme === kept) ?? 'system';
}

/** Before anything is drawn, so that nothing flashes in the other theme. */
export function applyTheme(theme: Theme = chosen()): void {
  document.documentElement.dataset.theme = theme;
}

export function ThemeButton() {
  const [theme, setTheme] = useState(chosen);
  const Icon = icons[theme];
  function next(): void {
    const after = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
    localStorage.setItem(key, after);
    applyTheme(after);
    setTheme(after);
  }
  return (
    <Button kind="quiet" aria-label={texts.theme[theme]} title={texts.theme[theme]} onClick={next}>
      <Icon aria-hidden size={16} strokeWidth={1.75} />
    </Button>
  );
}
