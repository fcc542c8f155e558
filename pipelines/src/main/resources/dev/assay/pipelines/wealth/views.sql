-- All-time figures over the daily facts. Money in USD.

CREATE OR REPLACE VIEW gold.investment_value_by_customer AS
SELECT customer_id,
       (array_agg(name ORDER BY day DESC))[1] AS name,
       (array_agg(risk_category ORDER BY day DESC))[1] AS risk_category,
       sum(trades) AS trades,
       sum(bought) AS bought,
       sum(sold) AS sold,
       sum(net_invested) AS net_invested
FROM gold.investment_by_customer
GROUP BY customer_id;

CREATE OR REPLACE VIEW gold.portfolio_value_by_risk AS
SELECT p.risk_category,
       coalesce(c.customers, 0) AS customers,
       p.trades,
       p.bought,
       p.sold,
       p.net_invested
FROM (SELECT risk_category,
             sum(trades) AS trades,
             sum(bought) AS bought,
             sum(sold) AS sold,
             sum(net_invested) AS net_invested
      FROM gold.portfolio_by_risk
      GROUP BY risk_category) p
LEFT JOIN (SELECT risk_category, count(DISTINCT customer_id) AS customers
      FROM gold.investment_by_customer
      GROUP BY risk_category) c USING (risk_category);

CREATE OR REPLACE VIEW gold.top_stocks_all_time AS
SELECT rank() OVER (ORDER BY sum(quantity) DESC, stock_symbol) AS rank,
       stock_symbol,
       sum(quantity) AS quantity,
       sum(value) AS value
FROM gold.stock_volumes
GROUP BY stock_symbol;

-- Average cost is the average price paid per share, over all purchases.
CREATE OR REPLACE VIEW gold.positions AS
SELECT h.customer_id,
       h.stock_symbol,
       h.quantity,
       h.average_cost,
       p.price AS last_price,
       h.quantity * p.price AS market_value,
       h.quantity * p.price - round(h.quantity * h.average_cost, 8) AS unrealised_profit
FROM (SELECT customer_id,
             stock_symbol,
             sum(bought_quantity) - sum(sold_quantity) AS quantity,
             round(sum(bought_value) / nullif(sum(bought_quantity), 0), 8) AS average_cost
      FROM gold.holdings
      GROUP BY customer_id, stock_symbol) h
JOIN (SELECT DISTINCT ON (stock_symbol) stock_symbol, price
      FROM gold.last_prices
      ORDER BY stock_symbol, day DESC, at DESC) p USING (stock_symbol)
WHERE h.quantity <> 0
