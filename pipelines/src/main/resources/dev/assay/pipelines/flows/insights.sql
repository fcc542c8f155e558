-- Silver as tables of the source: each as it stands, and with its history (slowly changing dimension of
-- type 2). Columns that Assay does not know are in "more".

-- Purchases of products, as they stood in the source at any time. One row per version of a purchase.
-- more: columns of the source that Assay does not know, as a JSON object
CREATE OR REPLACE VIEW insights.silver_purchase_trends_history AS
SELECT (image->>'id')::bigint AS id,
       (image->>'product')::text AS product,
       (image->>'quantity')::integer AS quantity,
       (image->>'purchase_date')::date AS purchase_date,
       valid_from,
       valid_to,
       is_current,
       lsn,
       image - ARRAY['id', 'product', 'quantity', 'purchase_date'] AS more
FROM (SELECT changed_table, lsn, valid_from, valid_to, is_current, image::jsonb AS image FROM insights.row_versions) versions
WHERE changed_table = 'purchase_trends';

-- Purchases of products, as they stand in the source. One row per purchase.
-- more: columns of the source that Assay does not know, as a JSON object
CREATE OR REPLACE VIEW insights.silver_purchase_trends AS
SELECT id, product, quantity, purchase_date, more
FROM insights.silver_purchase_trends_history
WHERE is_current;

-- Checking accounts, as they stood in the source at any time. One row per version of an account.
-- more: columns of the source that Assay does not know, as a JSON object
CREATE OR REPLACE VIEW insights.silver_checking_account_history AS
SELECT (image->>'account_id')::bigint AS account_id,
       (image->>'account_holder_name')::text AS account_holder_name,
       (image->>'account_balance')::numeric(10, 2) AS account_balance,
       (image->>'last_transaction_date')::date AS last_transaction_date,
       valid_from,
       valid_to,
       is_current,
       lsn,
       image - ARRAY['account_id', 'account_holder_name', 'account_balance', 'last_transaction_date'] AS more
FROM (SELECT changed_table, lsn, valid_from, valid_to, is_current, image::jsonb AS image FROM insights.row_versions) versions
WHERE changed_table = 'checking_account';

-- Checking accounts, as they stand in the source. One row per account.
-- more: columns of the source that Assay does not know, as a JSON object
CREATE OR REPLACE VIEW insights.silver_checking_account AS
SELECT account_id, account_holder_name, account_balance, last_transaction_date, more
FROM insights.silver_checking_account_history
WHERE is_current;

-- Bookings on accounts, as they stood in the source at any time. One row per version of a booking.
-- more: columns of the source that Assay does not know, as a JSON object
CREATE OR REPLACE VIEW insights.silver_account_transactions_history AS
SELECT (image->>'id')::bigint AS id,
       (image->>'customer_id')::bigint AS customer_id,
       (image->>'account_id')::bigint AS account_id,
       (image->>'kind')::text AS kind,
       (image->>'amount')::numeric(12, 2) AS amount,
       (image->>'occurred_at')::timestamptz AS occurred_at,
       valid_from,
       valid_to,
       is_current,
       lsn,
       image - ARRAY['id', 'customer_id', 'account_id', 'kind', 'amount', 'occurred_at'] AS more
FROM (SELECT changed_table, lsn, valid_from, valid_to, is_current, image::jsonb AS image FROM insights.row_versions) versions
WHERE changed_table = 'account_transactions';

-- Bookings on accounts, as they stand in the source. One row per booking.
-- more: columns of the source that Assay does not know, as a JSON object
CREATE OR REPLACE VIEW insights.silver_account_transactions AS
SELECT id, customer_id, account_id, kind, amount, occurred_at, more
FROM insights.silver_account_transactions_history
WHERE is_current;

-- Payments ordered to be made again and again, as they stood in the source at any time. One row per version of an order.
-- more: columns of the source that Assay does not know, as a JSON object
CREATE OR REPLACE VIEW insights.silver_scheduled_payments_history AS
SELECT (image->>'id')::bigint AS id,
       (image->>'customer_id')::bigint AS customer_id,
       (image->>'payee')::text AS payee,
       (image->>'amount')::numeric(12, 2) AS amount,
       (image->>'frequency')::text AS frequency,
       (image->>'next_due_on')::date AS next_due_on,
       (image->>'status')::text AS status,
       valid_from,
       valid_to,
       is_current,
       lsn,
       image - ARRAY['id', 'customer_id', 'payee', 'amount', 'frequency', 'next_due_on', 'status'] AS more
FROM (SELECT changed_table, lsn, valid_from, valid_to, is_current, image::jsonb AS image FROM insights.row_versions) versions
WHERE changed_table = 'scheduled_payments';

-- Payments ordered to be made again and again, as they stand in the source. One row per order.
-- more: columns of the source that Assay does not know, as a JSON object
CREATE OR REPLACE VIEW insights.silver_scheduled_payments AS
SELECT id, customer_id, payee, amount, frequency, next_due_on, status, more
FROM insights.silver_scheduled_payments_history
WHERE is_current;

-- Columns of the source that Assay does not know. One row per table and column.
-- changed_table: the source table, without its schema
-- column_name: the column, as the source calls it
-- first_seen: when the first version of a row with it began
-- last_seen: when the last version of a row with it began
CREATE OR REPLACE VIEW insights.silver_unknown_columns AS
SELECT changed_table, column_name, min(valid_from) AS first_seen, max(valid_from) AS last_seen
FROM (SELECT 'purchase_trends' AS changed_table, jsonb_object_keys(more) AS column_name, valid_from FROM insights.silver_purchase_trends_history
      UNION ALL SELECT 'checking_account', jsonb_object_keys(more), valid_from FROM insights.silver_checking_account_history
      UNION ALL SELECT 'account_transactions', jsonb_object_keys(more), valid_from FROM insights.silver_account_transactions_history
      UNION ALL SELECT 'scheduled_payments', jsonb_object_keys(more), valid_from FROM insights.silver_scheduled_payments_history) seen
GROUP BY changed_table, column_name;

-- Figures over all days. Money in USD.

-- What was booked for each customer over all days. One row per customer.
-- total_transactions: number of bookings
-- average_transaction: money of a booking, on average, to 4 decimals
-- total_debits: money that left the accounts
-- total_credits: money that came to the accounts
CREATE OR REPLACE VIEW insights.transaction_summary AS
SELECT customer_id,
       sum(transactions) AS total_transactions,
       round(sum(debits + credits) / sum(transactions), 4) AS average_transaction,
       sum(debits) AS total_debits,
       sum(credits) AS total_credits
FROM insights.customer_transactions
GROUP BY customer_id;

-- The balance of each account that is open. One row per account.
-- updt_ts: when the balance came to be
-- latest_balance: the balance now
CREATE OR REPLACE VIEW insights.customer_latest_balance AS
SELECT customer_id, updt_ts, latest_balance
FROM insights.customer_balance
WHERE is_current;

-- How much of each product was bought over all days. One row per product.
-- total_quantity_sold: pieces
CREATE OR REPLACE VIEW insights.popular_products AS
SELECT product, sum(quantity) AS total_quantity_sold
FROM insights.product_sales
GROUP BY product;

-- What each customer's standing orders amount to. One row per customer and status.
-- amount_per_month: money of the orders in a month: a year has 52 weeks, 12 months and 4 quarters
-- next_due_on: the first day on which one of them is due
CREATE OR REPLACE VIEW insights.scheduled_payments_summary AS
SELECT customer_id,
       status,
       sum(payments) AS payments,
       round(sum(amount * CASE frequency WHEN 'WEEKLY' THEN 52 WHEN 'MONTHLY' THEN 12 WHEN 'QUARTERLY' THEN 4 ELSE 1 END) / 12, 2) AS amount_per_month,
       min(day) AS next_due_on
FROM insights.payments_due
GROUP BY customer_id, status;
