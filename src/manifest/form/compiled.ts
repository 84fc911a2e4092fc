/**
 * The validators by the numbers of their schemas. What is built has functions here that were compiled before
 * (`scripts/validators.js`), so that no command waits for it, nor loads what compiles.
 */
export { validatorAt } from './compiling.ts'
