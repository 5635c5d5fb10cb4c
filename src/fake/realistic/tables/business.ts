import words from '../words.json' with { type: 'json' }
import { instant, isoDate, isoTime } from '../formats.ts'
import { oneOf } from '../rule.ts'
import type { RuleTable, Scene } from '../rule.ts'

const WORDS = words.business

/** Companies, money, time. */
export const businessRules: RuleTable = [
  [
    /^(company|organi[sz]ation|org|employer|vendor|supplier|merchant|business|manufacturer|publisher|client company|firm|institution|agency|sponsor|carrier|bank|seller name|store)( name)?$/,
    ({ faker }) => faker.company.name(),
  ],
  [
    /^(job ?title|position|occupation|profession|job|designation|title role|current role|job role)$/,
    ({ faker }) => faker.person.jobTitle(),
  ],
  [
    /^role$/,
    ({ random, parent }) =>
      random.pick(
        /message|chat|conversation/.test(parent)
          ? ['user', 'assistant']
          : ['admin', 'editor', 'viewer', 'member'],
      ),
  ],
  [/^(department|team|division)( name)?$/, oneOf(WORDS.departments)],
  [/^(industry|sector)$/, oneOf(WORDS.industries)],
  [
    /^(brand|make)( name)?$/,
    ({ faker, parent }) =>
      /vehicle|car\b|auto/.test(parent)
        ? faker.vehicle.manufacturer()
        : faker.company.name().split(/[ ,]/)[0],
  ],
  [/^(slogan|tagline|catch ?phrase|motto)$/, ({ faker }) => faker.company.catchPhrase()],
  [/^(product|item|article|goods)( ?(name|title))?$/, ({ faker }) => faker.commerce.productName()],
  [
    /^(sku|product ?(code|number)|item ?(code|number)|part ?number)$/,
    ({ faker }) => faker.string.alphanumeric({ length: 8, casing: 'upper' }),
  ],
  [/^(barcode|ean|gtin|upc)$/, ({ faker }) => faker.string.numeric(13)],
  [/^isbn( ?1[03])?$/, ({ faker }) => faker.commerce.isbn(13)],
  [/^material$/, ({ faker }) => faker.commerce.productMaterial()],
  [
    /^(price|cost|amount|total|subtotal|balance|salary|revenue|budget|fee)$/,
    ({ faker, words }) =>
      faker.finance.amount(
        words === 'salary' || words === 'revenue' ? { min: 30_000, max: 150_000 } : { min: 5, max: 500 },
      ),
  ],
  [/\bcurrency( ?code)?$/, oneOf(WORDS.currencies)],
  [/^currency ?symbol$/, oneOf(WORDS.currencySymbols)],
  [/^iban$/, ({ faker }) => faker.finance.iban()],
  [/^(bic|swift)( ?code)?$/, ({ faker }) => faker.finance.bic()],
  [/^account ?(number|no)$/, ({ faker }) => faker.finance.accountNumber()],
  [/^(routing ?number)$/, ({ faker }) => faker.finance.routingNumber()],
  [
    /^(card ?number|credit ?card( ?number)?)$/,
    ({ faker }) => faker.finance.creditCardNumber('4###-####-####-###L'),
  ],
  [/^payment ?(method|type)$/, oneOf(WORDS.paymentMethods)],
  [/^(shipping|delivery) ?method$/, oneOf(WORDS.shippingMethods)],
  [/^(ticker|stock symbol|symbol)$/, oneOf(WORDS.tickers)],
  [/^(month|month name)$/, ({ faker }) => faker.date.month()],
  [/^(day|weekday|day of (the )?week|day name)$/, ({ faker }) => faker.date.weekday()],
  [/^(year|.* year)$/, ({ faker }) => String(faker.number.int({ min: 1990, max: 2025 }))],
  [/^(time ?zone|tz)$/, oneOf(WORDS.timeZones)],
  [
    /^(duration|estimated (time|duration)|.* (duration|time) (estimate|needed)|(prep|cook|cooking|total|travel|lead|delivery)( ?aration)? time)$/,
    ({ faker }) => `${faker.number.int({ min: 2, max: 12 }) * 5} minutes`,
  ],
  [
    /\b(date ?time|timestamp)$|\b(created|updated|modified|deleted|published|started|completed|finished|expires|expired|last seen|last login|received|sent|ordered|shipped|delivered|scheduled|timestamp|joined|registered|cancelled|processed|logged|generated)( ?(at|on|time))$|\b(start|end|due|departure|arrival|check ?in|check ?out) ?date ?time$/,
    dateTime,
  ],
  [
    /\bdate\b|^(birth ?day|dob|deadline|due|expiry|expiration|valid (from|until|to)|published|released|when|since|until|.*date|\w+ on)$/,
    ({ faker, place }) => isoDate(instant(faker, place)),
  ],
  [
    /^(time|.* time|.*time)$/,
    ({ faker }) =>
      `${String(faker.number.int({ min: 7, max: 20 })).padStart(2, '0')}:${faker.helpers.arrayElement(['00', '15', '30', '45'])}`,
  ],
  [/^name$/, businessName],
]

function dateTime({ faker, place }: Scene): string {
  return isoTime(instant(faker, place))
}

function businessName({ faker, parent }: Scene): string | undefined {
  if (
    /\b(company|organi[sz]ation|vendor|supplier|employer|brand|merchant|business|manufacturer|publisher|store|shop)\b/.test(
      parent,
    )
  )
    return faker.company.name()
  return /\b(product|item|article|goods|line item|order item|inventory)\b/.test(parent)
    ? faker.commerce.productName()
    : undefined
}
