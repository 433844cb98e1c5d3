# Two endogenous columns and three instruments: AER::ivreg, plain and with weights. Run from the repository root.
# Needs AER, sandwich, jsonlite.
suppressMessages({
  library(AER)
  library(sandwich)
  library(jsonlite)
})
d <- read.csv("tests/reference/data/cigarettes_sw.csv")
d$y <- log(d$packs)
d$price <- log(d$price / d$cpi)
d$income <- log(d$income / d$population / d$cpi)
d$tax1 <- (d$taxs - d$tax) / d$cpi
d$tax2 <- d$tax / d$cpi
d$size <- log(d$population)
d$late <- as.integer(d$year == 1995)
d$size2 <- d$size^2
f <- y ~ price + income + late | tax1 + tax2 + size + size2 + late
entry <- function(m) {
  list(coef = as.list(coef(m)), se_iid = as.list(sqrt(diag(vcov(m)))), se_hc0 = as.list(sqrt(diag(sandwich(m)))))
}
plain <- ivreg(f, data = d)
weighted <- ivreg(f, data = d, weights = d$population)
tests <- summary(plain, diagnostics = TRUE)$diagnostics
out <- list(
  call = "AER::ivreg(y ~ price + income + late | tax1 + tax2 + size + size2 + late)",
  versions = list(R = R.version.string, AER = as.character(packageVersion("AER")), sandwich = as.character(packageVersion("sandwich"))),
  plain = entry(plain),
  weighted = entry(weighted),
  diagnostics = lapply(setNames(rownames(tests), rownames(tests)), function(row) {
    list(df1 = tests[row, "df1"], df2 = tests[row, "df2"], statistic = tests[row, "statistic"], p = tests[row, "p-value"])
  })
)
write_json(out, "tests/reference/iv-two-endogenous.json", auto_unbox = TRUE, digits = I(17), pretty = TRUE)
