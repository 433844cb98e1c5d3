# Rscript generate-triple-difference.R, from this folder. Needs jsonlite and sandwich. Triple differences by lm with explicit dummies for every pair of
# unit, group and period; clustered by unit without and with a small-sample factor (vcovCL; K counts every dummy).
suppressMessages({library(sandwich); library(jsonlite)})
set.seed(20260301)
units <- 18; periods <- 2015:2020; groups <- c("care", "farming", "tech")
rows <- expand.grid(group = groups, year = periods, unit = seq_len(units), stringsAsFactors = FALSE)
noise <- function(n) round(rnorm(n), 3)
level <- matrix(noise(units * 3), units, 3)
rows$group_code <- match(rows$group, groups)
rows$treated <- as.numeric(rows$unit %% 3 == 0)
rows$dose <- round(((rows$unit * 7) %% 11) / 10, 1)
rows$post <- as.numeric(rows$year >= 2018)
rows$w <- round(1 + (rows$unit %% 5) / 2 + (rows$group_code - 1) / 4, 2)
rows$x <- noise(nrow(rows))
rows$y <- round(10 + level[cbind(rows$unit, rows$group_code)] + 0.3 * (rows$year - 2015) * rows$group_code +
                (rows$unit %% 4) * (rows$year - 2015) / 5 + 0.4 * rows$x +
                (rows$group == "tech") * rows$post * (0.8 * rows$treated + 0.5 * rows$dose) + noise(nrow(rows)), 4)
# Unit 5 never has tech, unit 6 has nothing but tech, and single cells are missing.
gaps <- (rows$unit == 5 & rows$group == "tech") | (rows$unit == 6 & rows$group != "tech") |
  (rows$unit == 9 & rows$year == 2016 & rows$group == "tech") | (rows$unit == 2 & rows$year == 2019 & rows$group != "tech")
columns <- c("unit", "group", "year", "treated", "dose", "post", "w", "x", "y")
balanced <- rows[, columns]
unbalanced <- rows[!gaps, columns]
write.csv(balanced, "data/triple_balanced.csv", row.names = FALSE, quote = FALSE)
write.csv(unbalanced, "data/triple_unbalanced.csv", row.names = FALSE, quote = FALSE)

entry <- function(data, exposure, weights = NULL, covariates = character(), each = FALSE, area = FALSE) {
  d <- data
  d$affected <- as.numeric(d$group == "tech")
  d$place <- factor(if (area) d$treated else d$unit)
  d$ug <- interaction(d$place, d$group, drop = TRUE); d$gt <- interaction(d$group, d$year, drop = TRUE)
  d$ut <- interaction(d$place, d$year, drop = TRUE)
  d$weight <- if (is.null(weights)) 1 else d[[weights]]
  names <- if (each) paste0("at", setdiff(unique(d$year), 2017)) else "effect"
  if (each) for (name in names) d[[name]] <- d[[exposure]] * d$affected * (d$year == as.numeric(substring(name, 3)))
  else d$effect <- d[[exposure]] * d$affected * d$post
  # Effects first: what they explain of the rest is then never taken for a dummy's.
  model <- lm(reformulate(c("ug", "gt", "ut", names, covariates), "y"), d, weights = weight)
  shown <- c(names, covariates)
  stopifnot(!anyNA(coef(model)[shown]))
  se <- function(...) unname(sqrt(diag(vcovCL(model, cluster = ~ unit, ...)))[shown])
  list(names = shown, coef = unname(coef(model)[shown]), CR0 = se(type = "HC0", cadjust = FALSE),
       CR1_full = se(type = "HC1"), iid = unname(sqrt(diag(vcov(model)))[shown]), rank = model$rank, nobs = nobs(model),
       ssr = sum(d$weight * residuals(model)^2))
}
result <- list(
  balanced_treated = entry(balanced, "treated"), balanced_dose = entry(balanced, "dose"),
  balanced_weighted = entry(balanced, "treated", weights = "w"), balanced_each = entry(balanced, "dose", each = TRUE),
  balanced_area = entry(balanced, "treated", area = TRUE), unbalanced_treated = entry(unbalanced, "treated"),
  unbalanced_dose = entry(unbalanced, "dose", weights = "w", covariates = "x"))
result$about <- list(R = R.version.string, sandwich = as.character(packageVersion("sandwich")))
write_json(result, "triple-difference.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
