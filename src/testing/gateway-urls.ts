/** Every path under which the gateway serves chat completions, whatever the host. */
export const GATEWAY =
  /^https?:\/\/[^/]+\/(?:(?:openai|langchain|litellm|pydanticai)\/)?(?:openai\/deployments\/[^/]+\/chat\/completions|v1\/chat\/completions)(?:[?#]|$)/
