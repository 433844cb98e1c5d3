# Columns and values of R's own model.matrix() for formulas of the dialect. Writes model-matrix.json beside this file.
# Run: Rscript tests/reference/generate-model-matrix.R   (needs jsonlite)
Sys.setlocale("LC_COLLATE", "C") # character levels by code unit, as effectmeter sorts them
set.seed(20240611)
n <- 24
data <- data.frame(
  y = round(rnorm(n), 3),
  x = round(rnorm(n, 5, 2), 3),
  z = round(runif(n, 1, 9), 3),
  year = rep(2015:2018, 6),
  region = rep(c("west", "east", "north"), each = 8),
  sector = sample(c("b", "a"), n, replace = TRUE),
  d = rbinom(n, 1, 0.5),
  stringsAsFactors = FALSE
)
data$`my var` <- data$x + 1
data$`my group` <- ifelse(data$z > 5, "hi", "lo")
data$.dot <- data$z / 2
data$`__proto__` <- data$z - data$x
data$y[3] <- NA
data$x[7] <- NA
data$region[11] <- NA
data$`my var`[7] <- NA
data$`__proto__`[7] <- NA

formulas <- c(
  "y ~ 1", "y ~ 0 + x", "y ~ x - 1", "y ~ 0 + 1 + x", "y ~ -(1 + d) + z", "y ~ x + 0 - 1",
  "y ~ x * z", "y ~ z:x + x", "y ~ d:x + d", "y ~ (x + z + d)^2", "y ~ (x + z + d)^3 - x:z:d - x", "y ~ (x + z)*(d + year) - x:d",
  "y ~ region", "y ~ 0 + region", "y ~ 0 + region + sector", "y ~ 0 + sector:region", "y ~ region:sector", "y ~ region * sector",
  "y ~ region + region:sector", "y ~ sector:region + x", "y ~ x:region", "y ~ 0 + x:region", "y ~ 0 + x + x:region", "y ~ x + x:region",
  "y ~ region * sector * x - region", "y ~ (region + sector + x)^2 - region:sector", "y ~ x:region + z:region + sector",
  "y ~ factor(year)", "y ~ factor(year):d", "y ~ d + factor(year) + factor(year):d", "y ~ region * factor(year)", "y ~ factor(year - 2000)",
  "y ~ factor(x > 5)", "y ~ I(x > 5)", "y ~ (x > 5):z", "y ~ 0 + I(x > 5) + region", "y ~ !(x > 5)", "y ~ x > 5 & z < 6", "y ~ I(x > 5 & z < 6 | d == 1)",
  "y ~ region == \"west\"", "y ~ I(region %in% c(\"west\", \"east\"))", "y ~ I(year %in% 2016:2017)",
  "y ~ log(z) + log(z, 2) + log(z, base = 10) + log1p(z) + exp(-z)", "y ~ sqrt(z) + abs(x - 5) + I(x^2)", "y ~ I(-x^2) + I((-x)^2) + I(2^-d)",
  "y ~ I(x %% 2) + I(x %/% 2) + I(x/z*d)", "y ~ I(x * 100000) + I(x/0.0001)", "y ~ floor(x) + ceiling(x) + round(z) + round(z, 1) + sign(x - 5)",
  "y ~ pmin(x, 5) + pmax(z, x, 4)", "y ~ ifelse(x > 5, z, 0) + ifelse(is.na(x), 0, 1):z", "y ~ ifelse(x > 5, \"high\", \"low\")",
  "y ~ as.numeric(x > 5) + as.integer(z)", "y ~ sin(x) + cos(x) + tan(x) + expm1(d) + log2(z) + log10(z)",
  "y ~ poly(z, 1)", "y ~ poly(z, 3)", "y ~ poly(z, 2, raw = TRUE)", "y ~ poly(z, degree = 2):region", "y ~ d * poly(z, 2)", "y ~ poly(year, 3)",
  "log(z) ~ x", "y/z*100 ~ x", "I(x > 5) ~ z",
  "y ~ `my var` + .dot", "y ~ `my group`", "y ~ `my var`:`my group`", "y ~ I(`my var` + 1)", "y ~ `__proto__` * d",
  "y ~ x + offset(log(z))", "y ~ x + offset(z) + offset(2 * d)", "~ x + region"
)

one <- function(text) {
  formula <- as.formula(text)
  frame <- model.frame(formula, data) # na.omit: complete rows only
  matrix <- model.matrix(attr(frame, "terms"), frame)
  outcome <- model.response(frame)
  offset <- model.offset(frame)
  list(
    formula = text,
    rows = as.integer(rownames(frame)) - 1L,
    outcome = if (is.null(outcome)) NULL else list(name = names(frame)[1], values = as.numeric(outcome)),
    offset = if (is.null(offset)) NULL else as.numeric(offset),
    names = as.list(colnames(matrix)),
    columns = lapply(seq_len(ncol(matrix)), function(j) unname(matrix[, j]))
  )
}

result <- list(
  about = "model.frame and model.matrix of R's stats package; rows count from 0 and are those without missing values",
  R = R.version.string,
  jsonlite = as.character(packageVersion("jsonlite")),
  data = lapply(data, function(column) column),
  cases = lapply(formulas, one)
)
script <- sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))
writeLines(
  jsonlite::toJSON(result, digits = I(17), auto_unbox = TRUE, null = "null", na = "null"),
  file.path(dirname(script), "model-matrix.json")
)
