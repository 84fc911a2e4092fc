// iam-policy.json: what the identities that plan, apply and log in need, whatever their manifest says.
export { everythingPolicy as iamPolicy } from '../dist/iam/everything.js'
