/** Functions on doubles: trigonometry, logarithms, chance. */
import { isNumber, numberType, toNumber } from '../../values/numbers.ts';
import { many, type Operator, type Positional } from '../expressions/operator.ts';
import { double, nullish, refuse, typeName } from '../expressions/values.ts';
import { notForDecimals } from './arithmetic.ts';

type Function = (...numbers: number[]) => number;

function numeric(
  name: string,
  count: number,
  compute: Function,
  allowed: (n: number) => boolean = () => true,
): Positional {
  const run = (...args: unknown[]) => {
    if (args.some(nullish)) return null;
    const wrong = args.find((arg) => !isNumber(arg));
    if (wrong !== undefined) refuse(28765, `${name} only supports numeric types, not ${typeName(wrong)}`);
    if (args.some((arg) => numberType(arg) === 'decimal')) notForDecimals(name);
    const numbers = args.map(toNumber);
    if (numbers.some(Number.isNaN)) return Number.NaN;
    if (!numbers.every(allowed))
      refuse(50989, `cannot apply ${name} to ${numbers.join(', ')}, it is out of range`);
    return double(compute(...numbers));
  };
  return { min: count, max: count, run };
}

const within = (n: number) => Math.abs(n) <= 1;
const positive = (n: number) => n > 0;

export const mathematics: Record<string, Operator> = {
  $sin: numeric('$sin', 1, Math.sin as Function, Number.isFinite),
  $cos: numeric('$cos', 1, Math.cos as Function, Number.isFinite),
  $tan: numeric('$tan', 1, Math.tan as Function, Number.isFinite),
  $asin: numeric('$asin', 1, Math.asin as Function, within),
  $acos: numeric('$acos', 1, Math.acos as Function, within),
  $atan: numeric('$atan', 1, Math.atan as Function),
  $atan2: numeric('$atan2', 2, Math.atan2 as Function),
  $sinh: numeric('$sinh', 1, Math.sinh as Function),
  $cosh: numeric('$cosh', 1, Math.cosh as Function),
  $tanh: numeric('$tanh', 1, Math.tanh as Function),
  $asinh: numeric('$asinh', 1, Math.asinh as Function),
  $acosh: numeric('$acosh', 1, Math.acosh as Function, (n) => n >= 1),
  $atanh: numeric('$atanh', 1, Math.atanh as Function, within),
  $degreesToRadians: numeric('$degreesToRadians', 1, (n = 0) => n * (Math.PI / 180)),
  $radiansToDegrees: numeric('$radiansToDegrees', 1, (n = 0) => n * (180 / Math.PI)),
  $exp: numeric('$exp', 1, Math.exp as Function),
  $ln: numeric('$ln', 1, Math.log as Function, positive),
  $log10: numeric('$log10', 1, Math.log10 as Function, positive),
  $rand: { ...many(() => double(Math.random())), max: 1, changing: true },
};
