import { useState } from 'preact/hooks'
import { GATEWAY } from './api.ts'
import { act } from './store.ts'

interface Snippet {
  readonly name: string
  readonly text: (base: string, deployment: string) => string
}

const SNIPPETS: readonly Snippet[] = [
  {
    name: 'Environment, OpenAI',
    text: (base, id) => `OPENAI_BASE_URL=${base}/openai/openai/deployments/${id}`,
  },
  { name: 'Environment, Azure', text: (base) => `AZURE_OPENAI_ENDPOINT=${base}/openai` },
  {
    name: 'openai (JavaScript)',
    text: (base, id) => `new OpenAI({ apiKey: 'any', baseURL: '${base}/openai/openai/deployments/${id}' })`,
  },
  {
    name: 'openai (Python)',
    text: (base, id) => `OpenAI(api_key="any", base_url="${base}/openai/openai/deployments/${id}")`,
  },
  {
    name: 'AzureOpenAI',
    text: (base) =>
      `new AzureOpenAI({ apiKey: 'any', endpoint: '${base}/openai', apiVersion: '2024-10-21' })`,
  },
  {
    name: 'AI SDK',
    text: (base, id) =>
      `createAzure({ apiKey: 'any', baseURL: '${base}/openai/openai', useDeploymentBasedUrls: true, apiVersion: '2024-10-21' }).chat('${id}')`,
  },
  {
    name: 'LangChain',
    text: (base, id) =>
      `new AzureChatOpenAI({ azureOpenAIApiKey: 'any', azureOpenAIApiVersion: '2024-10-21', azureOpenAIBasePath: '${base}/openai/openai/deployments', azureOpenAIApiDeploymentName: '${id}' })`,
  },
  {
    name: 'curl',
    text: (base, id) =>
      `curl ${base}/openai/openai/deployments/${id}/chat/completions -H 'content-type: application/json' -d '{"messages":[{"role":"user","content":"hello"}]}'`,
  },
]

/** One line for each client that makes it talk to this emulator. */
export function Snippets({ deployment }: { readonly deployment: string }) {
  const [name, setName] = useState(SNIPPETS[0]!.name)
  const text = SNIPPETS.find((it) => it.name === name)!.text(GATEWAY, deployment)
  return (
    <div class="snippets">
      <h3>From your client</h3>
      <select aria-label="Your client" value={name} onChange={(event) => setName(event.currentTarget.value)}>
        {SNIPPETS.map((it) => (
          <option key={it.name}>{it.name}</option>
        ))}
      </select>
      <pre tabIndex={0}>{text}</pre>
      <button onClick={() => void act(() => navigator.clipboard.writeText(text), 'Copied.')}>Copy</button>
    </div>
  )
}
