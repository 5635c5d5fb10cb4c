// How a project in Go tests against bifrost-emulator: go test and the standard library, nothing else.
//
// The command is taken from BIFROST_EMULATOR ("npx bifrost-emulator" unless set). One emulator serves the whole run; each
// test is a session of its own in it, so tests may be parallel.
package refund

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
)

var emulatorURL string

func TestMain(m *testing.M) {
	command := os.Getenv("BIFROST_EMULATOR")
	if command == "" {
		command = "npx bifrost-emulator"
	}
	words := append(strings.Fields(command),
		"--port", "0", "--seed", "7", "--speed", "0", "--strict", "--log", "json", "--no-watch")
	process := exec.Command(words[0], words[1:]...)
	out, err := process.StdoutPipe()
	if err != nil {
		panic(err)
	}
	if err := process.Start(); err != nil {
		panic(err)
	}
	lines := bufio.NewReader(out)
	first, err := lines.ReadBytes('\n')
	if err != nil {
		panic(err)
	}
	var ready struct{ URL string }
	if err := json.Unmarshal(first, &ready); err != nil {
		panic(err)
	}
	go io.Copy(io.Discard, lines)
	emulatorURL = ready.URL
	code := m.Run()
	process.Process.Kill()
	os.Exit(code)
}

// Emulator is one test's view of the emulator: its requests, its rules, its journal.
type Emulator struct {
	t       *testing.T
	control string
	name    string
	// BaseURL is what a client gets: whatever is asked below it belongs to this test.
	BaseURL string
}

// newEmulator gives the test a session of its own. A request that no rule matched fails the test.
func newEmulator(t *testing.T) *Emulator {
	control := emulatorURL + "/_emulator"
	base := control + "/session/" + url.PathEscape(t.Name()) + "/openai/openai/deployments/gpt-4o"
	e := &Emulator{t, control, t.Name(), base}
	t.Cleanup(func() {
		for _, entry := range e.Journal() {
			if entry.Scenario == nil && entry.Error == nil {
				t.Errorf("no rule matches %s", entry.Request.Body)
			}
		}
		e.call("POST", "/reset", map[string]any{"session": e.name})
	})
	return e
}

// When adds a rule in the language of scenario files, for this test alone.
func (e *Emulator) When(when map[string]any, answer map[string]any) {
	e.t.Helper()
	conditions := map[string]any{"session": map[string]any{"equals": e.name}}
	for key, value := range when {
		conditions[key] = value
	}
	scenario := map[string]any{"when": conditions}
	for key, value := range answer {
		scenario[key] = value
	}
	var added struct{ Added []string }
	e.read(e.call("POST", "/scenarios", scenario), &added)
	for _, name := range added.Added {
		e.t.Cleanup(func() { e.call("DELETE", "/scenarios/"+url.PathEscape(name), nil) })
	}
}

// Entry is one exchange of the journal.
type Entry struct {
	Scenario *string
	Error    *string
	Request  struct{ Body string }
	Planned  struct{ Status int }
}

// Journal is what this test has asked.
func (e *Emulator) Journal() []Entry {
	var journal struct{ Entries []Entry }
	e.read(e.call("GET", "/journal?session="+url.QueryEscape(e.name), nil), &journal)
	return journal.Entries
}

func (e *Emulator) call(method, path string, body any) []byte {
	e.t.Helper()
	status, answer := send(e.t, method, e.control+path, body)
	if status >= 300 {
		e.t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	return answer
}

func (e *Emulator) read(answer []byte, into any) {
	e.t.Helper()
	if err := json.Unmarshal(answer, into); err != nil {
		e.t.Fatal(err)
	}
}

func send(t *testing.T, method, url string, body any) (int, []byte) {
	t.Helper()
	var payload io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		payload = bytes.NewReader(data)
	}
	request, err := http.NewRequest(method, url, payload)
	if err != nil {
		t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, answer
}

// ask is the code under test; a client of OpenAI takes BaseURL as its base URL.
func ask(t *testing.T, e *Emulator, content string) (int, string) {
	t.Helper()
	messages := []map[string]string{{"role": "user", "content": content}}
	status, answer := send(t, "POST", e.BaseURL+"/chat/completions", map[string]any{"messages": messages})
	var completion struct {
		Choices []struct{ Message struct{ Content string } }
	}
	if err := json.Unmarshal(answer, &completion); err != nil || len(completion.Choices) == 0 {
		return status, string(answer)
	}
	return status, completion.Choices[0].Message.Content
}

func TestRefund(t *testing.T) {
	t.Parallel()
	e := newEmulator(t)
	e.When(map[string]any{"message": `/refund.*order (\d+)/i`}, map[string]any{"reply": "Order {{ match[1] }} is refunded."})
	if _, text := ask(t, e, "A refund for order 7, please"); text != "Order 7 is refunded." {
		t.Fatalf("got %q", text)
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	e := newEmulator(t)
	e.When(nil, map[string]any{"reply": "Done."})
	e.call("POST", "/next", map[string]any{"error": "azure.rate_limit", "session": e.name})
	first, _ := ask(t, e, "hello")
	second, _ := ask(t, e, "hello")
	if first != 429 || second != 200 {
		t.Fatalf("got %d, then %d", first, second)
	}
}
