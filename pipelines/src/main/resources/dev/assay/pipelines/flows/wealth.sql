-- All-time figures over the daily facts. Money in USD.

-- What each customer invested over all days. One row per customer. Money in USD.
-- name: the customer's name as of their newest day
-- risk_category: how much risk the customer has agreed to, as of their newest day
CREATE OR REPLACE VIEW wealth.investment_value_by_customer AS
SELECT customer_id,
       (array_agg(name ORDER BY day DESC))[1] AS name,
       (array_agg(risk_category ORDER BY day DESC))[1] AS risk_category,
       sum(trades) AS trades,
       sum(bought) AS bought,
       sum(sold) AS sold,
       sum(net_invested) AS net_invested
FROM wealth.investment_by_customer
GROUP BY customer_id;

-- What the customers of each risk category invested over all days. One row per category. Money in USD.
-- customers: number of customers who traded
CREATE OR REPLACE VIEW wealth.portfolio_value_by_risk AS
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
      FROM wealth.portfolio_by_risk
      GROUP BY risk_category) p
LEFT JOIN (SELECT risk_category, count(DISTINCT customer_id) AS customers
      FROM wealth.investment_by_customer
      GROUP BY risk_category) c USING (risk_category);

-- The stocks most traded over all days. One row per stock. Value in USD.
-- rank: from 1, by quantity, and of equal quantities the symbol that sorts first
CREATE OR REPLACE VIEW wealth.top_stocks_all_time AS
SELECT rank() OVER (ORDER BY sum(quantity) DESC, stock_symbol) AS rank,
       stock_symbol,
       sum(quantity) AS quantity,
       sum(value) AS value
FROM wealth.stock_volumes
GROUP BY stock_symbol;

-- What each customer holds of each stock, and what it is worth. One row per customer and stock held. Money in USD.
-- quantity: number of shares held, bought less sold
-- average_cost: price paid per share, on average over all purchases
-- last_price: money per share in the stock's last trade
-- market_value: quantity times last price
-- unrealised_profit: market value less quantity times average cost
CREATE OR REPLACE VIEW wealth.positions AS
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
      FROM wealth.holdings
      GROUP BY customer_id, stock_symbol) h
JOIN (SELECT DISTINCT ON (stock_symbol) stock_symbol, price
      FROM wealth.last_prices
      ORDER BY stock_symbol, day DESC, at DESC) p USING (stock_symbol)
WHERE h.quantity <> 0
