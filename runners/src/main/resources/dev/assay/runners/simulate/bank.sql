-- The database of a bank, as "assay simulate banking-day" creates it where it is missing: the source of a
-- change data capture chain. It may be run again.
--
-- A replica identity of FULL makes PostgreSQL log rows before their change with all columns: so a change
-- tells the long values, too, that it left alone. The comments say that the rows may be changed by a simulation.

CREATE TABLE IF NOT EXISTS public.purchase_trends (
  id            serial PRIMARY KEY,
  product       text NOT NULL,
  quantity      int NOT NULL,
  purchase_date date NOT NULL
);

CREATE TABLE IF NOT EXISTS public.checking_account (
  account_id            serial PRIMARY KEY,
  account_holder_name   text NOT NULL,
  account_balance       numeric(10,2) NOT NULL,
  last_transaction_date date
);

-- Without a foreign key: bookings outlive their account. Accounts open with 0, so the balance of each is
-- the sum of its credits less the sum of its debits.
CREATE TABLE IF NOT EXISTS public.account_transactions (
  id          bigserial PRIMARY KEY,
  customer_id bigint NOT NULL,
  account_id  bigint NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('DEBIT', 'CREDIT')),
  amount      numeric(12,2) NOT NULL CHECK (amount > 0),
  occurred_at timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS public.scheduled_payments (
  id          serial PRIMARY KEY,
  customer_id bigint NOT NULL,
  payee       text NOT NULL,
  amount      numeric(12,2) NOT NULL CHECK (amount > 0),
  frequency   text NOT NULL CHECK (frequency IN ('WEEKLY', 'MONTHLY', 'QUARTERLY', 'YEARLY')),
  next_due_on date NOT NULL,
  status      text NOT NULL CHECK (status IN ('ACTIVE', 'PAUSED', 'CANCELLED'))
);

ALTER TABLE public.purchase_trends REPLICA IDENTITY FULL;
ALTER TABLE public.checking_account REPLICA IDENTITY FULL;
ALTER TABLE public.account_transactions REPLICA IDENTITY FULL;
ALTER TABLE public.scheduled_payments REPLICA IDENTITY FULL;

COMMENT ON TABLE public.purchase_trends IS 'Simulated by assay';
COMMENT ON TABLE public.checking_account IS 'Simulated by assay';
COMMENT ON TABLE public.account_transactions IS 'Simulated by assay';
COMMENT ON TABLE public.scheduled_payments IS 'Simulated by assay';
