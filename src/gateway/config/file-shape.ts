import { either, list } from '../../shape/combine.ts'
import { record } from '../../shape/maps.ts'
import { boolean, text } from '../../shape/scalars.ts'
import { plainValue } from '../../shape/source/tree.ts'
import type { Shape } from '../../shape/shape.ts'
import { CACHE_PLUGIN } from './cache-config.ts'
import { object, text as asText } from './json.ts'
import { AMOUNT, COUNT, DATE, QUIET, RESET, SECRET, amount, duration, nullable, settings } from './shape.ts'

const TEXT = text()
const TEXTS = list(TEXT)
const BOOLEAN = boolean()

const BUDGET = settings({
  id: TEXT,
  virtual_key_id: TEXT,
  team_id: TEXT,
  customer_id: TEXT,
  provider_config_id: TEXT,
  model_config_id: TEXT,
  max_limit: AMOUNT,
  current_usage: AMOUNT,
  reset_duration: RESET,
  last_reset: DATE,
  calendar_aligned: BOOLEAN,
})

const RATE_LIMIT = settings({
  id: TEXT,
  request_max_limit: COUNT,
  request_current_usage: COUNT,
  request_reset_duration: RESET,
  request_last_reset: DATE,
  token_max_limit: COUNT,
  token_current_usage: COUNT,
  token_reset_duration: RESET,
  token_last_reset: DATE,
  calendar_aligned: BOOLEAN,
})

/** What the emulator acts on, and (`quiet`) what changes no answer of this route; everything else it does not act on. */
const LIMITED = {
  rate_limit_id: TEXT,
  rate_limit_ids: TEXTS,
  rate_limit: RATE_LIMIT,
  budget_id: TEXT,
  budget: BUDGET,
  budgets: list(BUDGET),
  calendar_aligned: BOOLEAN,
}

const AUTH = settings({
  admin_username: SECRET,
  admin_password: SECRET,
  is_enabled: BOOLEAN,
  disable_auth_on_inference: BOOLEAN,
})

const CLIENT = settings({
  allow_direct_keys: BOOLEAN,
  allow_per_request_raw_override: BOOLEAN,
  allowed_headers: TEXTS,
  allowed_origins: TEXTS,
  drop_excess_requests: BOOLEAN,
  enable_governance: BOOLEAN,
  enforce_auth_on_inference: BOOLEAN,
  enforce_governance_header: BOOLEAN,
  max_request_body_size_mb: amount({ min: 1, integer: true }),
  required_headers: TEXTS,
  routing_chain_max_depth: amount({ min: 1, integer: true }),
  disable_content_logging: QUIET,
  enable_logging: QUIET,
  initial_pool_size: QUIET,
  log_retention_days: QUIET,
  logging_headers: QUIET,
  prometheus_labels: QUIET,
})

const AZURE_KEY = settings({
  id: TEXT,
  name: TEXT,
  value: SECRET,
  weight: AMOUNT,
  models: TEXTS,
  blacklisted_models: TEXTS,
  enabled: BOOLEAN,
  aliases: record(either(TEXT, settings({ model_id: TEXT, model_name: TEXT, model_family: TEXT }))),
  azure_key_config: settings({ endpoint: SECRET, api_version: SECRET, deployments: record(nullable(TEXT)) }),
})

const PROVIDER = settings({
  keys: list(AZURE_KEY),
  network_config: settings({
    base_url: SECRET,
    default_request_timeout_in_seconds: COUNT,
    max_retries: COUNT,
    retry_backoff_initial: duration('"200ms" or a number of milliseconds'),
    retry_backoff_max: duration('"200ms" or a number of milliseconds'),
    insecure_skip_verify: QUIET,
    max_conns_per_host: QUIET,
    stream_idle_timeout_in_seconds: COUNT,
    allow_private_network: BOOLEAN,
  }),
  concurrency_and_buffer_size: settings({ concurrency: COUNT, buffer_size: COUNT }),
  custom_provider_config: settings({
    base_provider_type: TEXT,
    is_key_less: BOOLEAN,
    allowed_requests: record(nullable(BOOLEAN)),
    request_path_overrides: record(nullable(TEXT)),
  }),
  send_back_raw_request: BOOLEAN,
  send_back_raw_response: BOOLEAN,
})

const GRANT = settings({
  ...LIMITED,
  id: QUIET,
  provider: TEXT,
  weight: AMOUNT,
  allowed_models: TEXTS,
  keys: list(QUIET),
  key_ids: TEXTS,
  allowed_keys: TEXTS,
})

const CUSTOMER = settings({ ...LIMITED, id: TEXT, name: TEXT })
const TEAM = settings({ ...LIMITED, id: TEXT, name: TEXT, customer_id: TEXT, customer: CUSTOMER })

const TARGET = { provider: TEXT, model: TEXT, key_id: TEXT, provider_key_name: TEXT }

const ROUTING_RULE = settings({
  id: TEXT,
  name: TEXT,
  description: QUIET,
  enabled: BOOLEAN,
  cel_expression: TEXT,
  // Before 1.4.12 a rule had one target, and no list of them.
  provider: TEXT,
  model: TEXT,
  targets: list(settings({ ...TARGET, weight: AMOUNT, rule_id: QUIET })),
  fallbacks: list(either(TEXT, settings({ provider: TEXT, model: TEXT }))),
  scope: TEXT,
  scope_id: TEXT,
  priority: amount({ min: -2_147_483_648, integer: true }),
  chain_rule: BOOLEAN,
  query: QUIET,
})

const GOVERNANCE = settings({
  auth_config: AUTH,
  budgets: list(BUDGET),
  rate_limits: list(RATE_LIMIT),
  customers: list(CUSTOMER),
  teams: list(TEAM),
  model_configs: list(settings({ ...LIMITED, id: TEXT, model_name: TEXT, provider: TEXT })),
  providers: list(settings({ ...LIMITED, name: TEXT })),
  routing_rules: list(ROUTING_RULE),
  virtual_keys: list(
    settings({
      ...LIMITED,
      id: TEXT,
      name: TEXT,
      description: QUIET,
      value: SECRET,
      is_active: BOOLEAN,
      expires_at: DATE,
      allow_all_providers: BOOLEAN,
      team_id: TEXT,
      customer_id: TEXT,
      team: TEAM,
      customer: CUSTOMER,
      provider_configs: list(GRANT),
    }),
  ),
})

/** The configuration of the plugin `semantic_cache`. */
export const CACHE_SHAPE = settings({
  provider: TEXT,
  embedding_model: TEXT,
  ttl: duration('"5m" or a number of seconds'),
  threshold: amount({ min: 0, max: 1 }),
  default_cache_key: TEXT,
  conversation_history_threshold: COUNT,
  cache_by_model: BOOLEAN,
  cache_by_provider: BOOLEAN,
  exclude_system_prompt: BOOLEAN,
  cleanup_on_shutdown: QUIET,
  dimension: QUIET,
  keys: QUIET,
  vector_store_namespace: QUIET,
})

const plugin = (config: Shape<unknown>) => settings({ name: TEXT, enabled: BOOLEAN, path: QUIET, config })
const CACHE = plugin(CACHE_SHAPE)
const OTHER = plugin(QUIET)

/** Only the cache is known; a plugin that is switched off is not missed. */
const PLUGIN: Shape<unknown> = {
  ...OTHER,
  read(node, context, label) {
    const { name, enabled } = object(plainValue(node))
    if (enabled === false) return OTHER.read(node, context, label)
    if (name === CACHE_PLUGIN) return CACHE.read(node, context, label)
    context.passOver?.(`plugins ${asText(name)}`.trim())
    return OTHER.read(node, context, label)
  },
}

/** The whole `config.json`. */
export const CONFIG_SHAPE = settings({
  $schema: QUIET,
  version: COUNT,
  encryption_key: QUIET,
  client: CLIENT,
  providers: record(PROVIDER),
  governance: GOVERNANCE,
  auth_config: AUTH,
  framework: settings({ pricing: settings({ pricing_url: TEXT, pricing_sync_interval: QUIET }) }),
  config_store: QUIET,
  logs_store: QUIET,
  plugins: list(PLUGIN),
  vector_store: QUIET,
})

/** One model of the gateway's datasheet of prices, as far as it is read; dollars for one token. */
export const PRICE_SHAPE = settings({
  provider: TEXT,
  mode: TEXT,
  input_cost_per_token: AMOUNT,
  output_cost_per_token: AMOUNT,
  cache_read_input_token_cost: AMOUNT,
})
