/**
 * The validators of documents that are read back. What is built has functions here that were compiled before
 * (`scripts/validators.js`), so that no command waits for it, nor loads what compiles.
 */
export { isPlan, isReceiptLine } from './compiling.ts'
