-- The bank's database after the last change, as far as its changes were good: written by hand.

CREATE TABLE public.purchase_trends
  (id bigint PRIMARY KEY, product text, quantity integer, purchase_date date, channel text);
INSERT INTO public.purchase_trends VALUES
  (1, 'Kettle', 7, '2026-01-07', 'web'),
  (4, 'Teapot', 5, '2026-01-07', 'shop'),
  (5, 'Teapot', 2, '2026-01-06', NULL),
  (6, 'Kettle', 1, '2026-01-07', 'web');

CREATE TABLE public.checking_account
  (account_id bigint PRIMARY KEY, account_holder_name text, account_balance numeric(10, 2),
   last_transaction_date date, tier text);
INSERT INTO public.checking_account VALUES
  (101, 'Ada Okafor', 959.90, '2026-01-05', NULL),
  (102, 'Müller, Jürgen', 750.00, '2026-01-07', 'GOLD');

CREATE TABLE public.account_transactions
  (id bigint PRIMARY KEY, customer_id bigint, account_id bigint, kind text, amount numeric(12, 2),
   occurred_at timestamptz);
INSERT INTO public.account_transactions VALUES
  (1, 101, 101, 'CREDIT', 1000.00, '2026-01-04T12:00:00Z'),
  (2, 101, 101, 'DEBIT', 40.10, '2026-01-05T09:00:00Z'),
  (3, 102, 102, 'CREDIT', 505.25, '2026-01-06T10:00:00Z'),
  (5, 102, 102, 'DEBIT', 5.75, '2026-01-07T08:59:00Z'),
  (6, 101, 101, 'CREDIT', 0.01, '2026-01-05T23:30:00Z');

CREATE TABLE public.scheduled_payments
  (id bigint PRIMARY KEY, customer_id bigint, payee text, amount numeric(12, 2), frequency text,
   next_due_on date, status text);
INSERT INTO public.scheduled_payments VALUES
  (1, 101, 'Harbour Rent', 850.00, 'MONTHLY', '2026-02-01', 'ACTIVE'),
  (2, 101, 'Gym', 12.50, 'WEEKLY', '2026-01-12', 'PAUSED'),
  (4, 102, 'Chess Club', 120.00, 'YEARLY', '2026-12-01', 'CANCELLED'),
  (5, 101, 'Newspaper', 2.25, 'WEEKLY', '2026-01-12', 'PAUSED'),
  (30, 102, 'Insurance', 300.00, 'QUARTERLY', '2026-03-31', 'ACTIVE');
