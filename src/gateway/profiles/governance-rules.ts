/**
 * What governance does differently from one release of the gateway to another, as data. In texts `{scope}`, `{violations}`,
 * `{used}` and `{max}` stand for what is found out.
 */
export interface GovernanceRules {
  /** Nothing is checked unless `client.enable_governance` is set. */
  readonly needsEnabling: boolean
  /** The switch of the client section that makes virtual keys mandatory. */
  readonly mandatoryBy: 'enforce_auth_on_inference' | 'enforce_governance_header'
  readonly missingKeyText: string
  /** Where keys are mandatory, one that nobody knows counts as none at all (vkm-missing). */
  readonly unknownMandatoryKey: 'missing' | 'refused'
  /** Where keys are not mandatory; `ignored`: nothing else is checked either (vk-unknown). */
  readonly unknownKey: 'refused' | 'ignored'
  /** Limits on models and on providers (model-rate, provider-rate). */
  readonly modelAndProviderLimits: 'always' | 'with key' | 'never'
  readonly requiredHeaders: boolean
  /** Rate limits of teams and customers. */
  readonly teamRateLimits: boolean
  /** Budgets of what a key may do with a provider. */
  readonly grantBudgets: boolean
  readonly rateLimitText: string
  /** How two violations of one limit are told: `[a b]` or `a; b`. */
  readonly violations: 'brackets' | 'semicolon'
  /** The owner of a rate limit: the key itself, and the key at one provider (`{name}`). */
  readonly keyRateScope: string
  readonly grantRateScope: string
  readonly budgetText: string
  /** A budget is spent once so much is used. */
  readonly budgetSpent: 'reached' | 'passed'
  /** A cost that the deployment reports counts (vk-budget-spent). */
  readonly reportedCost: boolean
  /** What an empty list of providers, models or keys allows (vk-provider-blocked, vk-model-blocked). */
  readonly emptyLists: 'all' | 'none'
  /** The part of what a key may do with a provider that lists that provider's keys. */
  readonly grantedKeys: 'allowed_keys' | 'key_ids'
  /** A `*` among models or keys stands for all; otherwise it is a name as any other. */
  readonly star: 'all' | 'name'
  /** All models of a provider are all that there are, or those that the gateway knows: what stands in this part of its keys, and in its datasheet (vk-not-mapped, version-1-vk). */
  readonly allModels: 'any' | 'deployments' | 'aliases'
  /** Limits of models and of providers, and that a key is inactive, reach the gateway by its management API alone: it passes over what its file says of them. */
  readonly setByApi: boolean
  /** An owner may have several rate limits, and budgets that name it as theirs. */
  readonly severalLimits: boolean
  /** A key may have a time at which it expires. */
  readonly expiry: boolean
  /** Where a key names a provider twice: what the first of these entries allows, or what any of them does. */
  readonly sameProvider: 'the first counts' | 'any counts'
  /** Providers of a key that have no weight: drawn from all the same, the first where none has one; or never drawn, nor a fallback (vk-v1-bare-model). */
  readonly withoutWeight: 'drawn' | 'left out'
  /** As which error texts name the key that does not allow something; `{name}` is its name. */
  readonly blockedFor: string
  /** `by level`: the limits of the provider, then of the model, then the key, each with a text of its own; `combined`: all of them in one list, behind the key. */
  readonly limits: 'by level' | 'combined'
  /** How a key that is unknown or switched off is spoken of; `virtual key, 401`: unknown ones at length, with that status (vk-unknown, vk-inactive). */
  readonly refusals: 'virtual key' | 'virtual key, 401' | 'access'
  /** `version: 1` in the file: empty lists of keys and of virtual keys allow all again (version-1). */
  readonly readsVersion: boolean
  /** The header `api-key` may carry a virtual key (vkm-api-key). */
  readonly readsApiKey: boolean
  /** `routing_rules`: read from source and release notes (spec/ROUTING-RULES.md). `one target`: the rule itself names it. */
  readonly routingRules: 'unknown' | 'one target' | 'targets' | 'targets and chains'
  /** A routing rule that names no scope. */
  readonly ruleWithoutScope: 'nowhere' | 'global'
}

/** 1.4.19, recorded: spec/captures/1.4.19. */
export const GOVERNANCE_1_4_19: GovernanceRules = {
  needsEnabling: false,
  mandatoryBy: 'enforce_auth_on_inference',
  missingKeyText: 'virtual key is required. Provide a virtual key via the x-bf-vk header.',
  unknownMandatoryKey: 'missing',
  unknownKey: 'refused',
  modelAndProviderLimits: 'always',
  requiredHeaders: true,
  teamRateLimits: true,
  grantBudgets: true,
  rateLimitText: 'Rate limit check failed: rate limit violated for {scope}: {violations}',
  violations: 'semicolon',
  keyRateScope: 'VK',
  grantRateScope: '{name}',
  budgetText: 'Budget exceeded: {scope} budget exceeded: {used} >= {max} dollars',
  budgetSpent: 'reached',
  reportedCost: true,
  emptyLists: 'all',
  grantedKeys: 'allowed_keys',
  star: 'name',
  allModels: 'deployments',
  setByApi: true,
  severalLimits: false,
  expiry: false,
  sameProvider: 'the first counts',
  withoutWeight: 'drawn',
  blockedFor: 'this virtual key',
  limits: 'by level',
  refusals: 'virtual key',
  readsVersion: false,
  readsApiKey: false,
  routingRules: 'targets',
  ruleWithoutScope: 'nowhere',
}

/** 1.4.10, recorded: spec/captures/1.4.10. */
export const GOVERNANCE_1_4_10: GovernanceRules = {
  ...GOVERNANCE_1_4_19,
  unknownKey: 'ignored',
  modelAndProviderLimits: 'with key',
  teamRateLimits: false,
  routingRules: 'one target',
}

/** 1.3.60, recorded: spec/captures/1.3.60. */
export const GOVERNANCE_1_3_60: GovernanceRules = {
  ...GOVERNANCE_1_4_10,
  needsEnabling: true,
  mandatoryBy: 'enforce_governance_header',
  missingKeyText: 'x-bf-vk header is missing and is mandatory.',
  unknownMandatoryKey: 'refused',
  unknownKey: 'refused',
  modelAndProviderLimits: 'never',
  requiredHeaders: false,
  grantBudgets: false,
  rateLimitText: '{scope} rate limits exceeded: {violations}',
  violations: 'brackets',
  keyRateScope: 'virtual key',
  grantRateScope: "provider '{name}'",
  budgetText: 'Budget check failed: {scope} budget exceeded: {used} > {max} dollars',
  budgetSpent: 'passed',
  reportedCost: false,
  allModels: 'any',
  routingRules: 'unknown',
}

/** 1.5.1, recorded: spec/captures/1.5.1. */
export const GOVERNANCE_1_5_1: GovernanceRules = {
  ...GOVERNANCE_1_4_19,
  unknownMandatoryKey: 'refused',
  violations: 'brackets',
  emptyLists: 'none',
  grantedKeys: 'key_ids',
  star: 'all',
  allModels: 'aliases',
  setByApi: false,
  severalLimits: true,
  sameProvider: 'any counts',
  withoutWeight: 'left out',
  refusals: 'virtual key, 401',
  readsVersion: true,
  routingRules: 'targets and chains',
}

/** 2.2, read from source and release notes, not recorded. */
export const GOVERNANCE_2_2: GovernanceRules = {
  ...GOVERNANCE_1_5_1,
  allModels: 'any',
  rateLimitText: 'Rate limit exceeded: rate limit violated for {scope}: {violations}',
  expiry: true,
  blockedFor: "virtual key '{name}'",
  limits: 'combined',
  refusals: 'access',
  readsApiKey: true,
  ruleWithoutScope: 'global',
}
