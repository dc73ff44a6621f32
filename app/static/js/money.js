/** Amounts written as the server writes them. */

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
