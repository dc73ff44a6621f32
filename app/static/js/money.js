/** Amounts written as the server writes them. */

const AMOUNT = /^([+-]?)(\d+|\d{1,3}(?:([ .,])\d{3})(?:\3\d{3})*)(?:([.,])(\d+))?$/;

/** Read an amount as the server does: «1 234,56», «1,234.56»; return it with a point, or null where it is none.

    A lone group such as «1,234» is none: it may be one thousand, or one and a bit.
*/
export function amountIn(text) {
  const plain = (text ?? '').replace(/[\u00a0\u202f\u2009]/g, ' ').replace(/[\u2212–]/g, '-').trim();
  const [, sign, whole, group, point, decimals] = AMOUNT.exec(plain) ?? [];
  if (whole === undefined || (group !== undefined && group === point) || (decimals ?? '').length > 2) return null;
  return `${sign === '-' ? '-' : ''}${whole.replace(/[ .,]/g, '')}.${(decimals ?? '').padEnd(2, '0')}`;
}

/** Return an amount between the signs of a sample such as «0,00 ₴» or «UAH 0.00».

    @param {string} sample - nothing in the currency, as the server writes it
    @param {number|string} amount - with a point; a text keeps it exact
*/
export function money(sample, amount) {
  const text = String(amount);
  const figures = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const size = figures.format(text.replace('-', ''));
  return (text.startsWith('-') ? '−' : '') + sample.replace(/0[.,]00/, () => size);
}
