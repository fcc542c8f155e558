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
