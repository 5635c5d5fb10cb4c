/** Azure's verdict on harmless text. */
export const SAFE = {
  hate: { filtered: false, severity: 'safe' },
  self_harm: { filtered: false, severity: 'safe' },
  sexual: { filtered: false, severity: 'safe' },
  violence: { filtered: false, severity: 'safe' },
}

export const FILTERED_PROMPT = [{ prompt_index: 0, content_filter_results: SAFE }]
