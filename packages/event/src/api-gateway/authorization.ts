// Loaded with the first event of an authorizer, as http/conversion.ts is with the first request.
export { checkDecision, toPolicy, toSimpleResponse } from './authorizer-decision.ts';
export { isVersion2, toAuthorizerRequest } from './authorizer-request.ts';
