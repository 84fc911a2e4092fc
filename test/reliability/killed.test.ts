import { killed } from '../commands/killed.ts'

killed(5)
