import words from '../words.json' with { type: 'json' }
import { domain, emailOf, instant, isoTime, urlOf } from '../formats.ts'
import { oneOf } from '../rule.ts'
import type { RuleTable, Scene } from '../rule.ts'
import { slugOf } from '../words.ts'

const WORDS = words.technical

/** Addresses of the net, identifiers, files, versions. */
export const technicalRules: RuleTable = [
  [/^(tax|vat) ?(id|number)$/, ({ faker }) => `DE${faker.string.numeric(9)}`],
  [/\be ?mail( ?address)?$|^mail$/, ({ faker, place, room }) => emailOf(faker, place, room.max)],
  [
    /\b(url|uri|link|href|website|web ?site|home ?page|web ?page|endpoint|permalink|webhook)$|\b(avatar|image|photo|thumbnail|logo|icon|banner)$/,
    ({ faker, place, room }) => urlOf(faker, place, room.max),
  ],
  [/^(domain|domain name|host|host ?name|fqdn|server|server name)$/, ({ faker }) => domain(faker)],
  [/\bip ?v?6( address)?$/, ({ faker }) => faker.internet.ipv6()],
  [/\bip( ?address)?( ?v?4)?$|^ip4$/, ({ faker }) => faker.internet.ipv4()],
  [/\bmac( ?address)?$/, ({ faker }) => faker.internet.mac()],
  [/^user agent$/, ({ faker }) => faker.internet.userAgent()],
  [/\b(uuid|guid)$/, ({ faker }) => faker.string.uuid()],
  [
    /\b(sha ?256|checksum|digest|hash)$/,
    ({ faker }) => faker.string.hexadecimal({ length: 64, casing: 'lower', prefix: '' }),
  ],
  [/^(md5|etag)$/, ({ faker }) => faker.string.hexadecimal({ length: 32, casing: 'lower', prefix: '' })],
  [/^(commit|commit ?(hash|sha|id)|sha|sha ?1|revision)$/, ({ faker }) => faker.git.commitSha()],
  [/^branch( name)?$/, ({ faker }) => faker.git.branch()],
  [/^commit message$/, ({ faker }) => faker.git.commitMessage()],
  [
    /^(token|api ?key|secret|access ?token|refresh ?token|auth ?token|client ?secret|session ?token|nonce)$/,
    ({ faker }) => faker.string.alphanumeric(32),
  ],
  [/^(password|passphrase|pin ?code)$/, ({ faker }) => faker.internet.password({ length: 14 })],
  [
    /^(id|identifier|key|ref|reference|reference ?number|number|code|external id|_id)$|\b(id|identifier|ref|reference|(order|invoice|ticket|tracking|confirmation|booking|serial|transaction|case|customer|receipt|contract|policy|reservation) ?(number|no|code|num))$/,
    identifier,
  ],
  [
    /^(file ?name|file|document|attachment)$/,
    ({ faker }) => faker.system.commonFileName(faker.helpers.arrayElement(['pdf', 'csv', 'txt', 'docx'])),
  ],
  [
    /^(path|file ?path|directory|folder|dir)$/,
    ({ faker }) =>
      `/${slugOf(faker.commerce.department())}/${slugOf(faker.commerce.product())}/${faker.system.commonFileName('txt')}`,
  ],
  [/^(mime ?type|content ?type|media ?type)$/, oneOf(WORDS.mediaTypes)],
  [/^(extension|file ?type|file ?extension|file ?format)$/, oneOf(WORDS.fileExtensions)],
  [/\bversion$|^semver$/, ({ faker }) => faker.system.semver()],
  [/^slug$/, ({ faker }) => slugOf(faker.commerce.productName())],
  [/^(locale|culture)$/, oneOf(WORDS.locales)],
  [/\b(language|lang)( ?code)$|^lang$/, oneOf(WORDS.languageCodes)],
  [/^programming language$/, oneOf(WORDS.programmingLanguages)],
  [
    /\blanguage$/,
    ({ random, parent, room }) =>
      random.pick(
        /code|snippet|program|repo/.test(parent)
          ? ['python', 'typescript', 'go']
          : room.max < 4
            ? ['en', 'de', 'fr']
            : ['English', 'German', 'French', 'Spanish', 'Japanese'],
      ),
  ],
  [/^(http )?method$/, oneOf(WORDS.httpMethods)],
  [/^protocol$/, oneOf(WORDS.protocols)],
  [/^(operating system|os|platform)$/, oneOf(WORDS.operatingSystems)],
  [/^browser$/, oneOf(WORDS.browsers)],
  [/^(environment|env|stage)$/, oneOf(WORDS.environments)],
  [/^(function|function name|tool|tool name|operation|action name)$/, oneOf(WORDS.functionNames)],
  [
    /^(model|model ?(name|id|version))$/,
    ({ random, parent, faker }) =>
      /vehicle|car\b|auto/.test(parent) ? faker.vehicle.model() : random.pick(WORDS.modelNames),
  ],
  [
    /^(sql|sql query|sql statement)$/,
    ({ random }) => `SELECT id, name FROM ${random.pick(WORDS.sqlTables)} WHERE status = 'active' LIMIT 10`,
  ],
  [
    /^(source code|code snippet|snippet|python code)$/,
    ({ random }) =>
      `def ${random.pick(WORDS.codeFunctions)}(items):\n    return sum(item.value for item in items)`,
  ],
  [/^(command|cmd|shell command)$/, oneOf(WORDS.shellCommands)],
  [/^(hex|hex ?(color|code)|colou?r ?(code|hex))$/, ({ faker }) => faker.color.rgb()],
  [/^(latency|response time|uptime)$/, ({ faker }) => `${faker.number.int({ min: 5, max: 900 })}ms`],
  [/^error ?code$/, oneOf(WORDS.errorCodes)],
  [/^(semantic )?tag ?name$/, ({ faker }) => faker.word.noun()],
  [/^(time ?stamp)$/, ({ faker, place }) => isoTime(instant(faker, place))],
]

/** `order id` → `ord_7hk2m9qd`, an id of nothing in particular a UUID; `tracking number` → `TRA-483920`. */
function identifier({ faker, words, parent, room }: Scene): string | undefined {
  if (room.min === 36) return faker.string.uuid()
  if (/\b(number|no|num)$/.test(words)) return `${words.slice(0, 3).toUpperCase()}-${faker.string.numeric(6)}`
  if (words === 'code' || words === 'key') return faker.string.alphanumeric({ length: 8, casing: 'upper' })
  const owner = words.replace(/\b(id|identifier|reference|ref)$/, '').trim() || parent
  if (owner === '') return room.max < 36 ? faker.string.alphanumeric(8) : faker.string.uuid()
  return `${slugOf(owner).slice(0, 4).replace(/-$/, '')}_${faker.string.alphanumeric({ length: 10, casing: 'lower' })}`
}
