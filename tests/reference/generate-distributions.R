# Writes distributions-r.json: distribution functions and quantiles as base R computes them.
#   Rscript tests/reference/generate-distributions.R
# R's own error is what limits the comparison: about 1e-13 for probabilities, 1e-12 for quantiles.

grid <- function(f, args, x) {
  do.call(rbind, lapply(args, function(a) {
    value <- function(...) do.call(f, c(list(x), unname(a), list(...)))
    data.frame(c(list(x = x), a),
      lower = value(), upper = value(lower.tail = FALSE),
      logLower = value(log.p = TRUE), logUpper = value(lower.tail = FALSE, log.p = TRUE))
  }))
}
quantiles <- function(f, args, p) {
  do.call(rbind, lapply(args, function(a) {
    data.frame(c(list(p = p), a),
      lower = do.call(f, c(list(p), unname(a))),
      upper = do.call(f, c(list(p), unname(a), list(lower.tail = FALSE))))
  }))
}

df <- lapply(c(1, 2.7, 5, 29, 120, 1e4, 1e6), function(d) list(df = d))
pairs <- list(list(df1 = 1, df2 = 12), list(df1 = 2.7, df2 = 33.3), list(df1 = 6, df2 = 400), list(df1 = 90, df2 = 1e4))
p <- c(1e-10, 1e-4, 0.01, 0.05, 0.3, 0.7, 0.95, 0.999)

out <- list(
  generator = "generate-distributions.R",
  versions = R.version.string,
  normal = grid(pnorm, list(list()), c(-37, -10.5, -3, -1, 0.3, 1.96, 6, 30)),
  studentT = grid(pt, df, c(-30, -4.5, -1.2, 0.2, 1.96, 2.8, 12)),
  chiSquared = grid(pchisq, df[1:5], c(0.01, 0.7, 3.84, 12, 60, 300)),
  f = grid(pf, pairs, c(0.01, 0.4, 1.1, 3.2, 9, 40)),
  normalQuantile = quantiles(qnorm, list(list()), p),
  studentTQuantile = quantiles(qt, df, p),
  chiSquaredQuantile = quantiles(qchisq, df, p),
  # R's qf loses all digits near zero: qf(1e-10, 1, 12) is 0, the true value 1.6e-20
  fQuantile = quantiles(qf, pairs, p[p >= 0.01 & p <= 0.95])
)
arguments <- commandArgs(trailingOnly = FALSE)
here <- dirname(sub("^--file=", "", grep("^--file=", arguments, value = TRUE)))
rows <- function(d) {
  digits <- vapply(d, function(column) sprintf("%.17g", column), character(nrow(d)))
  fields <- apply(digits, 1, function(values) paste0('"', names(d), '": ', values, collapse = ", "))
  paste0("[\n  {", paste(fields, collapse = "},\n  {"), "}\n]")
}
parts <- vapply(out, function(part) if (is.data.frame(part)) rows(part) else paste0('"', part, '"'), "")
writeLines(paste0("{\n", paste0('"', names(parts), '": ', parts, collapse = ",\n"), "\n}"),
  file.path(here, "distributions-r.json"))
