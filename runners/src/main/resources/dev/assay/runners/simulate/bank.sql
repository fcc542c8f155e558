-- The database of a bank, as "assay simulate banking-day" creates it where it is missing: the source of a
-- change data capture chain. It may be run again.
--
-- Its constraints are what the contracts of insights demand, and have the names of their rules: what the bank
-- takes, no run refuses. Blank is what Java calls so: without a no-break space.
--
-- A replica identity of FULL makes PostgreSQL log rows before their change with all columns: so a change
-- tells the long values, too, that it left alone. The comments say that the rows may be changed by a simulation.

CREATE TABLE IF NOT EXISTS public.purchase_trends (
  id            serial PRIMARY KEY,
  product       text NOT NULL
    CONSTRAINT product_is_not_blank CHECK (product ~ '[^\u0009-\u000D\u001C-\u0020\u1680\u2000-\u2006\u2008-\u200A\u2028\u2029\u205F\u3000]'),
  quantity      int NOT NULL
    CONSTRAINT quantity_is_positive CHECK (quantity > 0),
  purchase_date date NOT NULL
    CONSTRAINT purchase_date_is_in_range CHECK (purchase_date BETWEEN '0001-01-01' AND '9999-12-31')
);

CREATE TABLE IF NOT EXISTS public.checking_account (
  account_id            serial PRIMARY KEY,
  account_holder_name   text NOT NULL
    CONSTRAINT account_holder_name_is_not_blank CHECK (account_holder_name ~ '[^\u0009-\u000D\u001C-\u0020\u1680\u2000-\u2006\u2008-\u200A\u2028\u2029\u205F\u3000]'),
  account_balance       numeric(10,2) NOT NULL
    CONSTRAINT account_balance_is_a_number CHECK (account_balance <> 'NaN'),
  last_transaction_date date
    CONSTRAINT last_transaction_date_is_in_range CHECK (last_transaction_date BETWEEN '0001-01-01' AND '9999-12-31')
);

-- Without a foreign key: bookings outlive their account. Accounts open with 0, so the balance of each is
-- the sum of its credits less the sum of its debits.
CREATE TABLE IF NOT EXISTS public.account_transactions (
  id          bigserial PRIMARY KEY,
  customer_id bigint NOT NULL,
  account_id  bigint NOT NULL,
  kind        text NOT NULL
    CONSTRAINT kind_is_debit_or_credit CHECK (kind IN ('DEBIT', 'CREDIT')),
  amount      numeric(12,2) NOT NULL
    CONSTRAINT amount_is_a_number CHECK (amount <> 'NaN')
    CONSTRAINT amount_is_positive CHECK (amount > 0),
  occurred_at timestamptz NOT NULL
    CONSTRAINT occurred_at_is_in_range CHECK (occurred_at >= '0001-01-01 00:00:00Z' AND occurred_at < '10000-01-01 00:00:00Z')
);

CREATE TABLE IF NOT EXISTS public.scheduled_payments (
  id          serial PRIMARY KEY,
  customer_id bigint NOT NULL,
  payee       text NOT NULL
    CONSTRAINT payee_is_not_blank CHECK (payee ~ '[^\u0009-\u000D\u001C-\u0020\u1680\u2000-\u2006\u2008-\u200A\u2028\u2029\u205F\u3000]'),
  amount      numeric(12,2) NOT NULL
    CONSTRAINT amount_is_a_number CHECK (amount <> 'NaN')
    CONSTRAINT amount_is_positive CHECK (amount > 0),
  frequency   text NOT NULL
    CONSTRAINT frequency_is_weekly_or_monthly_or_quarterly_or_yearly CHECK (frequency IN ('WEEKLY', 'MONTHLY', 'QUARTERLY', 'YEARLY')),
  next_due_on date NOT NULL
    CONSTRAINT next_due_on_is_in_range CHECK (next_due_on BETWEEN '0001-01-01' AND '9999-12-31'),
  status      text NOT NULL
    CONSTRAINT status_is_active_or_paused_or_cancelled CHECK (status IN ('ACTIVE', 'PAUSED', 'CANCELLED'))
);

ALTER TABLE public.purchase_trends REPLICA IDENTITY FULL;
ALTER TABLE public.checking_account REPLICA IDENTITY FULL;
ALTER TABLE public.account_transactions REPLICA IDENTITY FULL;
ALTER TABLE public.scheduled_payments REPLICA IDENTITY FULL;

COMMENT ON TABLE public.purchase_trends IS 'Simulated by assay';
COMMENT ON TABLE public.checking_account IS 'Simulated by assay';
COMMENT ON TABLE public.account_transactions IS 'Simulated by assay';
COMMENT ON TABLE public.scheduled_payments IS 'Simulated by assay';
