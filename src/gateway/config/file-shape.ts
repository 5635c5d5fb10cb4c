import type { Shape } from './shape.ts'

/** Zero means the default, or none at all, as it does to the gateway. */
const COUNT: Shape = { number: { whole: true, least: 0 } }
const AMOUNT: Shape = { number: { least: 0 } }

const BUDGET: Shape = {
  keys: {
    id: 'text',
    virtual_key_id: 'text',
    team_id: 'text',
    customer_id: 'text',
    provider_config_id: 'text',
    model_config_id: 'text',
    max_limit: AMOUNT,
    current_usage: AMOUNT,
    reset_duration: 'reset',
    last_reset: 'date',
    calendar_aligned: 'boolean',
  },
}

const RATE_LIMIT: Shape = {
  keys: {
    id: 'text',
    request_max_limit: COUNT,
    request_current_usage: COUNT,
    request_reset_duration: 'reset',
    request_last_reset: 'date',
    token_max_limit: COUNT,
    token_current_usage: COUNT,
    token_reset_duration: 'reset',
    token_last_reset: 'date',
    calendar_aligned: 'boolean',
  },
}

/** What the emulator acts on, and (`quiet`) what changes no answer of this route; everything else it does not act on. */
const LIMITED = {
  rate_limit_id: 'text',
  rate_limit_ids: 'texts',
  rate_limit: RATE_LIMIT,
  budget_id: 'text',
  budget: BUDGET,
  budgets: { list: BUDGET },
  calendar_aligned: 'boolean',
} as const

const AUTH: Shape = {
  keys: {
    admin_username: 'secret',
    admin_password: 'secret',
    is_enabled: 'boolean',
    disable_auth_on_inference: 'boolean',
  },
}

const CLIENT: Shape = {
  keys: {
    allow_direct_keys: 'boolean',
    allow_per_request_raw_override: 'boolean',
    allowed_headers: 'texts',
    allowed_origins: 'texts',
    drop_excess_requests: 'boolean',
    enable_governance: 'boolean',
    enforce_auth_on_inference: 'boolean',
    enforce_governance_header: 'boolean',
    max_request_body_size_mb: { number: { whole: true, least: 1 } },
    required_headers: 'texts',
    routing_chain_max_depth: { number: { whole: true, least: 1 } },
    disable_content_logging: 'quiet',
    enable_logging: 'quiet',
    initial_pool_size: 'quiet',
    log_retention_days: 'quiet',
    logging_headers: 'quiet',
    prometheus_labels: 'quiet',
  },
}

const AZURE_KEY: Shape = {
  keys: {
    id: 'text',
    name: 'text',
    value: 'secret',
    weight: AMOUNT,
    models: 'texts',
    blacklisted_models: 'texts',
    enabled: 'boolean',
    aliases: {
      map: { text: { keys: { model_id: 'text', model_name: 'text', model_family: 'text' } } },
    },
    azure_key_config: {
      keys: { endpoint: 'secret', api_version: 'secret', deployments: { map: 'text' } },
    },
  },
}

const PROVIDER: Shape = {
  keys: {
    keys: { list: AZURE_KEY },
    network_config: {
      keys: {
        base_url: 'secret',
        default_request_timeout_in_seconds: COUNT,
        max_retries: COUNT,
        retry_backoff_initial: 'duration',
        retry_backoff_max: 'duration',
        insecure_skip_verify: 'quiet',
        max_conns_per_host: 'quiet',
        stream_idle_timeout_in_seconds: COUNT,
        allow_private_network: 'boolean',
      },
    },
    concurrency_and_buffer_size: { keys: { concurrency: COUNT, buffer_size: COUNT } },
    custom_provider_config: {
      keys: {
        base_provider_type: 'text',
        is_key_less: 'boolean',
        allowed_requests: { map: 'boolean' },
        request_path_overrides: { map: 'text' },
      },
    },
    send_back_raw_request: 'boolean',
    send_back_raw_response: 'boolean',
  },
}

const GRANT: Shape = {
  keys: {
    ...LIMITED,
    id: 'quiet',
    provider: 'text',
    weight: AMOUNT,
    allowed_models: 'texts',
    keys: { list: 'quiet' },
    key_ids: 'texts',
    allowed_keys: 'texts',
  },
}

const CUSTOMER: Shape = { keys: { ...LIMITED, id: 'text', name: 'text' } }
const TEAM: Shape = {
  keys: { ...LIMITED, id: 'text', name: 'text', customer_id: 'text', customer: CUSTOMER },
}

const TARGET = { provider: 'text', model: 'text', key_id: 'text', provider_key_name: 'text' } as const

const ROUTING_RULE: Shape = {
  keys: {
    id: 'text',
    name: 'text',
    description: 'quiet',
    enabled: 'boolean',
    cel_expression: 'text',
    // Before 1.4.12 a rule had one target, and no list of them.
    provider: 'text',
    model: 'text',
    targets: { list: { keys: { ...TARGET, weight: AMOUNT, rule_id: 'quiet' } } },
    fallbacks: { list: { text: { keys: { provider: 'text', model: 'text' } } } },
    scope: 'text',
    scope_id: 'text',
    priority: { number: { whole: true, least: -2_147_483_648 } },
    chain_rule: 'boolean',
    query: 'quiet',
  },
}

const GOVERNANCE: Shape = {
  keys: {
    auth_config: AUTH,
    budgets: { list: BUDGET },
    rate_limits: { list: RATE_LIMIT },
    customers: { list: CUSTOMER },
    teams: { list: TEAM },
    model_configs: { list: { keys: { ...LIMITED, id: 'text', model_name: 'text', provider: 'text' } } },
    providers: { list: { keys: { ...LIMITED, name: 'text' } } },
    routing_rules: { list: ROUTING_RULE },
    virtual_keys: {
      list: {
        keys: {
          ...LIMITED,
          id: 'text',
          name: 'text',
          description: 'quiet',
          value: 'secret',
          is_active: 'boolean',
          expires_at: 'date',
          allow_all_providers: 'boolean',
          team_id: 'text',
          customer_id: 'text',
          team: TEAM,
          customer: CUSTOMER,
          provider_configs: { list: GRANT },
        },
      },
    },
  },
}

/** The whole `config.json`. */
export const CONFIG_SHAPE: Shape = {
  keys: {
    $schema: 'quiet',
    version: COUNT,
    encryption_key: 'quiet',
    client: CLIENT,
    providers: { map: PROVIDER },
    governance: GOVERNANCE,
    auth_config: AUTH,
    framework: { keys: { pricing: { keys: { pricing_url: 'text', pricing_sync_interval: 'quiet' } } } },
    config_store: 'quiet',
    logs_store: 'quiet',
    plugins: { list: { keys: { name: 'text', enabled: 'boolean', path: 'quiet', config: 'quiet' } } },
    vector_store: 'quiet',
  },
}

/** The configuration of the plugin `semantic_cache`. */
export const CACHE_SHAPE: Shape = {
  keys: {
    provider: 'text',
    embedding_model: 'text',
    ttl: 'ttl',
    threshold: { number: { least: 0, most: 1 } },
    default_cache_key: 'text',
    conversation_history_threshold: COUNT,
    cache_by_model: 'boolean',
    cache_by_provider: 'boolean',
    exclude_system_prompt: 'boolean',
    cleanup_on_shutdown: 'quiet',
    dimension: 'quiet',
    keys: 'quiet',
    vector_store_namespace: 'quiet',
  },
}

/** One model of the gateway's datasheet of prices, as far as it is read; dollars for one token. */
export const PRICE_SHAPE: Shape = {
  keys: {
    provider: 'text',
    mode: 'text',
    input_cost_per_token: AMOUNT,
    output_cost_per_token: AMOUNT,
    cache_read_input_token_cost: AMOUNT,
  },
}
