# h1_exit_event solved directly: effects of vestiging^year by exact group means, sector groups as explicit dummies, everything else by QR.
# fixest iterates its demeaning to 1e-6, which leaves 4e-8 in these standard errors. Run from the repository root; base R and jsonlite.
d <- read.csv2(gzfile("tests/reference/duo/vmbo_examenkandidaten_lang.csv.gz"), stringsAsFactors = FALSE)
d <- d[d$leerweg %in% c("B", "K", "G", "LWT"), ]
d$groep <- ifelse(d$sector %in% c("economie", "intersectoraal"), "economie+intersectoraal", d$sector)
a <- aggregate(as.numeric(kandidaten_max) ~ vestigingscode + groep + examenjaar, d, sum)
a <- a[a[[4]] > 0, ]
alive <- paste(a$vestigingscode, a$groep, a$examenjaar)
r <- a[a$examenjaar <= 2023, 1:3]
r$examenjaar <- r$examenjaar + 1
r$exit <- 1 - as.numeric(paste(r$vestigingscode, r$groep, r$examenjaar) %in% alive)
r$cell <- paste(r$vestigingscode, r$examenjaar)
r <- r[table(r$cell)[r$cell] > 1, ] # singletons
tech <- as.numeric(r$groep == "techniek")
years <- setdiff(2016:2024, 2021)
X <- sapply(years, function(t) tech * (r$examenjaar == t))
G <- model.matrix(~groep, r)[, -1]
within <- function(x) x - ave(x, r$cell)
Z <- apply(cbind(X, G), 2, within)
m <- lm.fit(Z, within(r$exit))
k <- length(years)
Xt <- qr.resid(qr(Z[, -(1:k)]), Z[, 1:k])
A <- solve(crossprod(Xt))
S <- rowsum(Xt * m$residuals, r$vestigingscode)
n <- nrow(r)
K <- k + 1 + 3 # vestiging^year is nested in the cluster and counts once; four sector groups less one
V <- A %*% crossprod(S) %*% A * (n - 1) / (n - K) * nrow(S) / (nrow(S) - 1)
out <- list(R = R.version.string, nobs = n, years = years, estimate = unname(m$coefficients[1:k]), se = unname(sqrt(diag(V))))
write(jsonlite::toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE), "tests/reference/duo-h1-exact.json")
