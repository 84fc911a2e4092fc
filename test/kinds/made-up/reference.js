// Prints the reference of the manifest.
import { reference } from '../../../scripts/reference.js'

process.stdout.write(reference())
