/**
 * The account of everything on this machine, so that ARNs of functions and of their sources can be compared. It is that
 * of AWS's own emulator of the Runtime API: https://github.com/aws/aws-lambda-runtime-interface-emulator
 */
export const LOCAL_ACCOUNT = '012345678912';
