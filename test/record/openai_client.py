"""Asks as the test says, with the official client, and prints what came of it as JSON."""

import json
import sys

import openai

base, is_azure = sys.argv[1], sys.argv[2] == "azure"
if is_azure:
    client = openai.AzureOpenAI(
        api_key="any", azure_endpoint=base, api_version="2024-10-21", max_retries=0
    )
else:
    client = openai.OpenAI(
        api_key="any", base_url=f"{base}/openai/openai/deployments/gpt-4o", max_retries=0
    )
told = []
for asked in json.loads(sys.argv[3]):
    chunks, failed = [], None
    try:
        if asked.get("stream"):
            for chunk in client.chat.completions.create(model="gpt-4o", **asked):
                chunks.append(chunk.model_dump(mode="json"))
        else:
            answer = client.chat.completions.create(model="gpt-4o", **asked)
            chunks.append(answer.model_dump(mode="json"))
    except openai.APIStatusError as error:
        failed = [type(error).__name__, error.status_code, error.response.text]
    except Exception as error:  # a broken stream
        failed = [type(error).__name__, str(error)]
    told.append([chunks, failed])
print(json.dumps(told))
