/**
 * What sales columns are called in the files that tills, shops and spreadsheets write.
 * Names are compared in lower case, without accents and signs; earlier names win over later ones.
 */
import type { Field } from './mapping.ts'

const names: Record<Field, string> = {
  document: `invoice no|invoice number|invoice|invoice id|inv no|invoiceno|order id|order number|order no
    |order|orderid|order name|receipt no|receipt number|receipt|receipt id|transaction id|transaction no
    |transaction number|transaction|document no|document number|document|doc no|bill no|bill number
    |ticket|ticket no|sale id|sale no|sales order|reference|ref|voucher no|invoice ref
    |facture|n facture|numero facture|no facture|commande|numero commande|rechnung|rechnungsnummer
    |rechnungsnr|belegnummer|beleg|bestellnummer|auftragsnummer|factura|numero de factura|n factura|pedido
    |numero de pedido|fattura|numero fattura|ordine|scontrino|fatura|numero da fatura|nota fiscal|factuur
    |factuurnummer|bestelnummer|nambari ya risiti|risiti`,
  sku: `stock code|stockcode|sku|item code|product code|product id|item id|item no|item number|article
    |article no|article number|code|barcode|ean|upc|plu|variant sku|lineitem sku|product sku|part no
    |part number|reference article|code article|code produit|artikelnummer|artikelnr|artikel nr
    |codigo|codigo producto|codigo de producto|codice|codice articolo|codice prodotto|codigo do produto
    |artikelcode`,
  description: `description|product name|product|item name|item|product description|item description
    |lineitem name|line item|goods|title|product title|name|designation|libelle|produit|nom du produit
    |bezeichnung|artikel|artikelbezeichnung|produkt|produktname|beschreibung|descripcion|producto|nombre
    |articulo|descrizione|prodotto|articolo|descricao|produto|omschrijving|product naam|bidhaa|service`,
  quantity: `quantity|qty|quantity sold|qty sold|units|units sold|item quantity|lineitem quantity|no of units
    |pieces|pcs|count|number of items|quantite|qte|menge|anzahl|stuck|stueck|cantidad|cant|unidades
    |quantita|qta|quantidade|qtd|qtde|aantal|hoeveelheid|idadi`,
  date: `invoice date|invoicedate|order date|orderdate|sale date|sales date|date of sale|sold on|sold at
    |transaction date|receipt date|date time|datetime|date and time|timestamp|order time|ordered at
    |created at|created|paid at|date|purchase date|posting date|document date|doc date|day|business day
    |date de facture|date facture|date de commande|date commande|rechnungsdatum|belegdatum|bestelldatum
    |datum|fecha|fecha de factura|fecha factura|fecha de pedido|data|data fattura|data ordine
    |data da venda|data do pedido|factuurdatum|besteldatum|tarehe`,
  time: 'time|sale time|transaction time|receipt time|heure|uhrzeit|zeit|hora|ora|tijd|saa',
  price: `unit price|unitprice|price|price each|price per unit|unit cost price|item price|lineitem price|rate
    |selling price|sale price|sales price|unit selling price|net price|prix unitaire|prix|pu|einzelpreis
    |preis|stuckpreis|precio unitario|precio|prezzo unitario|prezzo|preco unitario|preco|valor unitario
    |stukprijs|prijs|bei`,
  amount: `line total|amount|line amount|total|total price|total amount|net amount|net sales|sales amount
    |sales|revenue|subtotal|sub total|value|line value|extended price|gross amount|gross sales|item total
    |order total|sale amount|montant|montant total|total ht|betrag|summe|gesamtpreis|gesamt|umsatz|importe
    |importe total|monto|importo|totale|valor|valor total|bedrag|totaal|jumla|kiasi`,
  discount: `discount|discount amount|line discount|lineitem discount|discounts|rebate|remise|rabatt
    |descuento|sconto|desconto|korting|punguzo`,
  tax: `tax|tax amount|vat|vat amount|sales tax|gst|gst amount|tax total|tva|montant tva|mwst|steuer
    |mehrwertsteuer|iva|impuesto|imposta|imposto|btw|kodi`,
  cost: `unit cost|cost|cost price|cogs|purchase price|buying price|prix d achat|einkaufspreis|coste
    |precio de coste|costo|costo unitario|custo|inkoopprijs`,
  customer: `customer id|customerid|customer code|customer no|customer number|client id|client code
    |account no|account number|customer|client|buyer|buyer id|email|customer email|kundennummer|kundennr
    |kunden nr|kunde|id cliente|codigo cliente|cliente|codice cliente|numero client|code client
    |codigo do cliente|klantnummer|klant|mteja`,
  customerName: `customer name|client name|buyer name|billing name|full name|contact name|bill to
    |company|nom client|nom du client|kundenname|nombre cliente|nombre del cliente|nome cliente
    |nome do cliente|klantnaam|jina la mteja`,
  country: `country|country name|customer country|shipping country|billing country|ship country|ship to country
    |market|country code|pays|land|pais|paese|nazione|nchi`,
  category: `category|product category|item category|product type|department|group|product group|collection
    |categorie|kategorie|warengruppe|categoria|familia|reparto|aina`,
  paymentMethod: `payment method|payment type|payment|paid by|tender|tender type|payment mode|pay method
    |mode de paiement|moyen de paiement|zahlungsart|zahlungsmethode|metodo de pago|forma de pago
    |metodo di pagamento|metodo de pagamento|forma de pagamento|betaalmethode|betaalwijze|njia ya malipo`,
  status: `status|order status|payment status|financial status|state|invoice status|statut|etat|zustand
    |estado|stato|situacao|hali`,
  channel: `channel|sales channel|source|store|shop|branch|outlet|location|platform|canal|kanal|filiale
    |tienda|canale|loja|kanaal|tawi`,
  currency: 'currency|currency code|devise|wahrung|waehrung|moneda|valuta|moeda|munt|sarafu',
}

const fieldOf = new Map<string, { field: Field; rank: number }>()
for (const [field, list] of Object.entries(names) as [Field, string][])
  for (const [rank, name] of list.split('|').entries()) fieldOf.set(name.trim(), { field, rank })

/** The field that a header names and how well (0 is best), or null. */
export function fieldNamed(header: string): { field: Field; rank: number } | null {
  const plain = plainName(header)
  return fieldOf.get(plain) ?? fieldOf.get(plain.replaceAll(' ', '')) ?? null
}

/** "Unit Price (£)" is "unit price"; "InvoiceNo" is "invoice no"; "Quantité" is "quantite". */
export function plainName(header: string): string {
  return header
    .replace(/\([^)]*\)|\[[^\]]*\]/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
