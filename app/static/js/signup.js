/** The public form of volunteers: what is asked about a guardian shows when the birth date is that of a minor. */

const ADULT = 18;

function age(text) {
  const [year, month, day] = text.split('-').map(Number);
  if (!year || !month || !day) return null;
  const now = new Date();
  const before = now.getMonth() + 1 < month || (now.getMonth() + 1 === month && now.getDate() < day);
  return now.getFullYear() - year - (before ? 1 : 0);
}

export function enhance(root) {
  for (const form of root.querySelectorAll('[data-sign-up]')) {
    const part = form.querySelector('[data-minor-only]');
    const birth = form.querySelector('[name="birth_date"]');
    const look = () => {
      const years = age(birth.value);
      const typed = [...part.querySelectorAll('input')].some((field) => field.value);
      part.hidden = !typed && !part.querySelector('.has-error') && (years === null || years >= ADULT);
    };
    birth.addEventListener('input', look);
    birth.addEventListener('change', look);
    look();
  }
}
