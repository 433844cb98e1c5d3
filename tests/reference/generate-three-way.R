# Least squares with errors clustered three ways: lm and sandwich::vcovCL, each component with its own G / (G - 1), all with (n - 1) / (n - K).
# Run from the repository root. Needs sandwich, jsonlite.
suppressMessages({
  library(sandwich)
  library(jsonlite)
})
d <- read.csv("tests/reference/data/trade_sub.csv")
m <- lm(log(Euros) ~ log(dist_km), d)
V <- vcovCL(m, cluster = ~ Origin + Destination + Product, type = "HC1", cadjust = TRUE, multi0 = FALSE)
out <- list(
  versions = list(R = R.version.string, sandwich = as.character(packageVersion("sandwich"))),
  call = "vcovCL(lm(log(Euros) ~ log(dist_km)), ~ Origin + Destination + Product, type = 'HC1', cadjust = TRUE, multi0 = FALSE)",
  names = names(coef(m)),
  coef = unname(coef(m)),
  se = unname(sqrt(diag(V))),
  clusters = sapply(d[c("Origin", "Destination", "Product")], function(x) length(unique(x))),
  nobs = nobs(m)
)
out$clusters <- as.list(out$clusters)
write_json(out, "tests/reference/three-way.json", auto_unbox = TRUE, digits = I(17), pretty = TRUE)
